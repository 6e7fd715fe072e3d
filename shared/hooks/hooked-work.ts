import type { HookOfIntegration } from '../table/keys.ts';
import type { NoteStore } from './note-store.ts';

/** Says that there are notes for a stream. Carries none of them: what has come until it is read counts too. */
export interface HookedWork extends HookOfIntegration {
  readonly stream: string;
  /** How often it was put off in a row. */
  readonly attempt: number;
}

/** Where it waits. SQS takes delays of up to 900 s. */
export interface DelayedQueue {
  /** Returns once the message is on the queue. */
  send(body: string, delaySeconds: number): Promise<void>;
}

export interface AnnounceDependencies {
  readonly notes: NoteStore;
  readonly hookedWork: DelayedQueue;
  readonly now: () => number;
}

/** What comes within so many seconds goes into one run. */
export const windowSeconds = 10;
/** Who waits for the end of a run looks again at least so often. */
const longestWaitSeconds = 60;
/** Twelve doublings are more than any of the limits above. */
const mostDoublings = 12;

export const readWork = (body: string): HookedWork => JSON.parse(body) as HookedWork;

/**
 * Puts a message on the queue, unless one is there that comes later than now. The mark is written behind it: who dies in
 * between sends one message too many, never one too few.
 */
export async function announce(
  { notes, hookedWork, now }: AnnounceDependencies,
  work: HookedWork,
  delaySeconds: number,
): Promise<void> {
  if (await notes.isSent(work, work.stream)) return;
  const dueAt = now() + delaySeconds * 1000;
  await hookedWork.send(JSON.stringify(work), delaySeconds);
  await notes.noteSent(work, work.stream, dueAt);
}

/** Comes back to it later: twice as late each time, or after `delaySeconds`. */
export function putOff(deps: AnnounceDependencies, work: HookedWork, delaySeconds?: number): Promise<void> {
  const doubled = windowSeconds * 2 ** Math.min(work.attempt, mostDoublings);
  const delay = delaySeconds ?? Math.min(longestWaitSeconds, doubled);
  return announce(deps, { ...work, attempt: work.attempt + 1 }, delay);
}

/** As late as SQS can: what failed again and again in nine minutes is not mended in the next one. */
const keptSeconds = 900;

/** What nobody could work off comes again as long as there are notes of it. */
export async function keepWork(deps: AnnounceDependencies, work: HookedWork): Promise<void> {
  const { notes } = await deps.notes.list(work, work.stream, 1);
  if (notes.length > 0) await announce(deps, { ...work, attempt: 0 }, keptSeconds);
}
