import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { IdempotencyStore, UsedKey } from './idempotency-store.ts';

/** A request with the key by which its repetitions are known. */
export interface KeyedRequest {
  readonly org: string;
  /** Chosen by the caller; null where it wants none, so that every request counts. */
  readonly key: string | null;
  /** What is asked for: plain data. With another content the key is refused. */
  readonly content: unknown;
  /** Of what the request is going to make. */
  readonly id: string;
}

/** What came of doing it. Where nothing was made, the key is free again. */
export interface Done<Result> {
  readonly made: boolean;
  readonly result: Result;
}

export type OnceResult<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The same request was dealt with before, and made this. */
  | { readonly kind: 'repeated'; readonly id: string }
  | { readonly kind: 'key-reused' }
  /** The same request is being dealt with, for longer than is sensible to wait. */
  | { readonly kind: 'under-way' };

/** A start takes well under a second; whoever sent the same twice waits this long for the first answer. */
const patienceMs = 5_000;
const pauseMs = 100;

/**
 * Does what a request asks for once, however often it comes within 24 hours: two at the same time, or again because the
 * answer was lost. `act` is given the id of what it is to make, and must be able to go on where a dead one before it
 * ended: it is then given the same id.
 */
export async function onceForKey<Result>(
  keys: IdempotencyStore,
  { org, key, content, id }: KeyedRequest,
  act: (id: string) => Promise<Done<Result>>,
): Promise<OnceResult<Result>> {
  if (key === null) return { kind: 'done', result: (await act(id)).result };
  const request = hashOf(content);
  for (let waited = 0; waited <= patienceMs; waited += pauseMs) {
    const found = await keys.take(org, key, request, id);
    if (found.kind === 'taken') return hold(keys, org, key, found.key, act);
    if (found.kind === 'used') {
      if (found.key.request !== request) return { kind: 'key-reused' };
      if (found.key.done) return { kind: 'repeated', id: found.key.id };
      const taken = keys.isHeld(found.key) ? undefined : await keys.takeOver(org, key, found.key);
      if (taken) return hold(keys, org, key, taken, act);
    }
    await delay(pauseMs);
  }
  return { kind: 'under-way' };
}

async function hold<Result>(
  keys: IdempotencyStore,
  org: string,
  key: string,
  used: UsedKey,
  act: (id: string) => Promise<Done<Result>>,
): Promise<OnceResult<Result>> {
  try {
    const { made, result } = await act(used.id);
    await (made ? keys.finish(org, key, used) : keys.letGo(org, key, used));
    return { kind: 'done', result };
  } catch (error) {
    // Whoever cannot even note that will have let go of it when its time is over.
    await keys.giveUp(org, key, used).catch(() => undefined);
    throw error;
  }
}

/** The same for the same content, whatever the order of its fields. */
const hashOf = (content: unknown): string => createHash('sha256').update(sortedJson(content)).digest('hex');

const sortedJson = (content: unknown): string =>
  JSON.stringify(content, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  ) ?? '';
