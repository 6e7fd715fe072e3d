import type { Call } from '../api/call.ts';
import { SourceError, type SourcePage } from '../connector/connector.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import { openSettings } from '../integrations/open-settings.ts';
import type { StepError, StoredStep } from '../steps/step-store.ts';
import type { StepInput } from '../workflow/workflow.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import { OvertakenError, PullSession } from './pull-session.ts';
import { sealPull } from './seal-pull.ts';
import { takeOver } from './take-over.ts';

/** What is left for the last page in flight, its chunks and the checkpoint when the time of a worker runs out. */
const reserveMs = 45_000;

export interface PullInput extends StepInput {
  /** Pulling crashed more often than it is tried: end it with what there is. */
  readonly giveUp?: { readonly Error?: string; readonly Cause?: string };
}

/**
 * One worker's share of pulling a stream: from the last checkpoint to the end of the source, or until its time is
 * nearly up, which `more` says. Ends a step whose source fails with what came before and the reason. Throws on a
 * crash of ours; the next worker takes over from the checkpoint.
 */
export async function pullPages(
  deps: PullDependencies,
  input: PullInput,
  remainingMs: () => number,
): Promise<{ more: boolean }> {
  const step = await deps.steps.get(input);
  if (!step) throw new Error(`Run ${input.runId} has no step for the stream ${input.stream}.`);
  if (step.pull.done) {
    await sealPull(deps, step, step.pull);
    return { more: false };
  }
  const taken = await takeOver(deps, step);
  if (!taken) throw new OvertakenError(`Another worker pulls ${step.stream} now.`);
  const session = new PullSession(deps, step, taken);
  const giveUp = input.giveUp && {
    code: 'pull_crashed',
    message: `Reading the source crashed repeatedly: ${input.giveUp.Error ?? 'unknown'}: ${input.giveUp.Cause ?? ''}`,
  };
  const end = giveUp
    ? { pull: await session.fail(giveUp, []), more: false }
    : await read(deps, step, session, remainingMs);
  if (!end.more) await sealPull(deps, step, end.pull);
  return { more: end.more };
}

async function read(deps: PullDependencies, step: StoredStep, session: PullSession, remainingMs: () => number) {
  const abort = new AbortController();
  const inTime = () => remainingMs() - reserveMs;
  let calls: Omit<Call, 'page'>[] = [];
  const takeCalls = () => {
    const taken = calls;
    calls = [];
    return taken;
  };
  try {
    const pages = await openSource(deps, step, (call) => calls.push(call), abort.signal, inTime);
    const iterator = pages[Symbol.asyncIterator]();
    let next = pull(iterator);
    for (;;) {
      const result = await flushedWhileWaiting(next, session);
      if (result.done) return { pull: await session.finish(), more: false };
      const callsOfPage = takeCalls();
      const enough = inTime() <= 0;
      // One page ahead: the source answers while the chunks of this page are made.
      if (!enough) next = pull(iterator);
      await session.addPage(result.value, callsOfPage);
      if (enough) {
        await iterator.return?.();
        return { pull: await session.checkpoint(), more: true };
      }
    }
  } catch (error) {
    if (error instanceof OutOfTimeError) return { pull: await session.interrupt(takeCalls()), more: true };
    const reason = reasonOf(error);
    if (!reason) throw error;
    return { pull: await session.fail(reason, takeCalls()), more: false };
  } finally {
    abort.abort();
  }
}

/** A rejection is looked at when the page is waited for, not when it happens. */
function pull(iterator: AsyncIterator<SourcePage>): Promise<IteratorResult<SourcePage>> {
  const next = iterator.next();
  next.catch(() => {});
  return next;
}

/** Waits for the next page, and sends the chunk that is being filled when that takes too long. */
async function flushedWhileWaiting(next: Promise<IteratorResult<SourcePage>>, session: PullSession) {
  if (session.flushInMs === Number.POSITIVE_INFINITY) return next;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, session.flushInMs, 'late');
  });
  const first = await Promise.race([next, late]).finally(() => clearTimeout(timer));
  if (first !== 'late') return first;
  await session.flush();
  return next;
}

async function openSource(
  deps: PullDependencies,
  step: StoredStep,
  onCall: (call: Omit<Call, 'page'>) => void,
  signal: AbortSignal,
  remainingMs: () => number,
): Promise<AsyncIterable<SourcePage>> {
  const integration = await deps.integrations.get(step.org, step.integrationId);
  if (!integration) throw new SourceError('integration_gone', 'The integration was deleted while its run was going.');
  const connector = await deps.findConnector(integration.connector);
  if (!connector) throw new SourceError('connector_gone', `There is no connector ${integration.connector} any more.`);
  const { settings, secretValues } = await openSettings(deps.secretBox, integration);
  const parsed = connector.settings.safeParse(settings);
  if (!parsed.success)
    throw new SourceError('settings_invalid', 'The settings no longer fit the connector; save them again.');
  const http = deps.createHttp({ secrets: secretValues, onCall, signal, remainingMs });
  const { stream, mode, cursor, pull } = step;
  return connector.read(
    { settings: parsed.data, http, signal, now: deps.now },
    { stream, mode, cursor, resume: pull.resume },
  );
}

/** What the source did wrong; undefined for faults of our own, which are thrown on. */
function reasonOf(error: unknown): StepError | undefined {
  return error instanceof SourceError ? { code: error.code, message: error.message } : undefined;
}
