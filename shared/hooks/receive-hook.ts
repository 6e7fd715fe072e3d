import { createHash } from 'node:crypto';
import { type HookChange, hookBodySchema } from '../api/hook.ts';
import { mostCharactersOfIds, mostIds } from '../api/run.ts';
import { parseJson } from '../connector/parse-json.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import { type HookSignature, isSigned, isTimely, parseSignature } from './hook-signature.ts';
import type { HookStore, StoredHook } from './hook-store.ts';
import { hookedMode } from './hooked-mode.ts';
import { type AnnounceDependencies, announce, windowSeconds } from './hooked-work.ts';
import { hookSecretContext } from './manage-hook.ts';

export interface ReceiveDependencies extends AnnounceDependencies {
  readonly hooks: HookStore;
  readonly integrations: IntegrationStore;
  readonly secretBox: SecretBox;
}

export interface Delivery {
  readonly integrationId: string;
  readonly signature: string | undefined;
  /** What the source calls this delivery, if it does: the same each time that it sends it. */
  readonly id: string | undefined;
  readonly body: Uint8Array;
}

export type ReceiveResult =
  | { readonly kind: 'accepted'; readonly streams: readonly string[] }
  /** For whatever reason: who cannot sign is told nothing. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'invalid'; readonly problem: string }
  | { readonly kind: 'not-active'; readonly status: string; readonly reason: string | null }
  | { readonly kind: 'unknown-stream'; readonly stream: string; readonly known: readonly string[] }
  | { readonly kind: 'not-offered'; readonly stream: string };

/** A note holds all of it, and an item of DynamoDB 400 KB. */
export const mostHookBytes = 256 * 1024;

/**
 * Takes in what a source says of its changes: notes it, and sees to it that somebody looks at the notes in a moment. What
 * was accepted is not lost; what dies before that was not accepted, and its source sends it again.
 */
export async function receiveHook(deps: ReceiveDependencies, delivery: Delivery): Promise<ReceiveResult> {
  const { integrationId, body } = delivery;
  const signature = parseSignature(delivery.signature);
  if (!signature || !isTimely(signature, deps.now())) return { kind: 'refused' };
  if (body.byteLength > mostHookBytes) return { kind: 'too-large', bytes: body.byteLength };
  const hook = await deps.hooks.get(integrationId);
  if (!hook || !isSigned(signature, body, await secretsOf(deps, hook))) return { kind: 'refused' };
  const integration = await deps.integrations.get(hook.org, integrationId);
  if (!integration) return { kind: 'refused' };

  const changes = readChanges(body);
  if ('problem' in changes) return { kind: 'invalid', problem: changes.problem };
  const refusal = refuse(integration, changes);
  if (refusal) return refusal;
  await take(deps, { org: hook.org, integrationId }, changes, keysOf(delivery, signature));
  return { kind: 'accepted', streams: changes.map(({ stream }) => stream) };
}

const openedSecrets = new Map<string, string>();
/** Far more than one worker sees in its time. */
const mostOpened = 1_000;

async function secretsOf({ secretBox, now }: ReceiveDependencies, hook: StoredHook): Promise<string[]> {
  const { org, integrationId } = hook;
  const valid = hook.secrets.filter(({ until }) => until === null || Date.parse(until) > now());
  return Promise.all(
    valid.map(async ({ sealed }) => {
      const known = openedSecrets.get(sealed);
      if (known !== undefined) return known;
      const secret = await secretBox.open(sealed, hookSecretContext(org, integrationId));
      if (openedSecrets.size >= mostOpened) openedSecrets.clear();
      openedSecrets.set(sealed, secret);
      return secret;
    }),
  );
}

/** One entry for each stream. */
function readChanges(body: Uint8Array): HookChange[] | { readonly problem: string } {
  const json = parseText(body);
  if (json === undefined) return { problem: 'The body is not JSON.' };
  const parsed = hookBodySchema.safeParse(json);
  if (!parsed.success) return { problem: 'The body must be {"stream": "…", "ids": ["…"]}, or a list of such.' };
  const byStream = Map.groupBy([parsed.data].flat(), ({ stream }) => stream);
  return [...byStream].map(([stream, changes]) => {
    if (changes.some(({ ids }) => ids === undefined)) return { stream };
    return { stream, ids: [...new Set(changes.flatMap(({ ids }) => ids ?? []))] };
  });
}

function parseText(body: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** All or nothing: a source that is told of a mistake has not been heard in part. */
function refuse(
  { status, statusReason, streams }: StoredIntegration,
  changes: readonly HookChange[],
): Extract<ReceiveResult, { kind: 'not-active' | 'unknown-stream' | 'not-offered' }> | undefined {
  if (status !== 'ACTIVE') return { kind: 'not-active', status, reason: statusReason };
  for (const { stream, ids } of changes) {
    const offered = streams.find(({ name }) => name === stream);
    if (!offered) return { kind: 'unknown-stream', stream, known: streams.map(({ name }) => name) };
    if (hookedMode(offered, ids !== undefined) === null) return { kind: 'not-offered', stream };
  }
  return undefined;
}

interface DeliveryKeys {
  /** By which a note is told from another one while both wait. */
  readonly note: string;
  /** By which the delivery is known again: what its source calls it, and what was signed. */
  readonly seen: readonly string[];
}

/**
 * The same text signed anew may tell of another change of the same records. While the first still waits they are one;
 * once it was worked off, the second counts.
 */
function keysOf({ id, body }: Delivery, { time }: HookSignature): DeliveryKeys {
  const signed = hashOf('signed', Buffer.concat([Buffer.from(`${time}.`), body]));
  if (id === undefined) return { note: hashOf('body', body), seen: [signed] };
  const named = hashOf('id', Buffer.from(id));
  return { note: named, seen: [named, signed] };
}

const hashOf = (kind: string, bytes: Uint8Array): string =>
  createHash('sha256').update(`${kind}:`).update(bytes).digest('hex').slice(0, 32);

async function take(
  deps: ReceiveDependencies,
  of: { readonly org: string; readonly integrationId: string },
  changes: readonly HookChange[],
  { note, seen }: DeliveryKeys,
): Promise<void> {
  if (await deps.notes.wasSeen(of, seen)) return;
  for (const { stream, ids } of changes) {
    for (const [part, some] of partsOf(ids).entries()) {
      await deps.notes.add(of, { stream, ids: some, delivery: part === 0 ? note : `${note}-${part}` });
    }
    await announce(deps, { ...of, stream, attempt: 0 }, windowSeconds);
  }
  await deps.notes.noteSeen(of, seen);
}

/** As many ids as one run takes, at most, in each note. */
function partsOf(ids: readonly string[] | undefined): (readonly string[] | null)[] {
  if (ids === undefined) return [null];
  const parts: string[][] = [];
  let characters = 0;
  for (const id of ids) {
    const last = parts.at(-1);
    if (last && last.length < mostIds && characters + id.length <= mostCharactersOfIds) last.push(id);
    else parts.push([id]);
    characters = (parts.at(-1) === last ? characters : 0) + id.length;
  }
  return parts;
}
