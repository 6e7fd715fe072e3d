import { type Hash64, hash64 } from '../fingerprints/hash.ts';
import type { Objects } from '../objects/objects.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { SeenKeys } from './seen-keys.ts';

/** Stands for the content of a record that an earlier worker pulled; only its key is known. */
const unknownContent: Hash64 = { high: 0, low: 0 };

/** Each is half a megabyte at most; a runner's deliveries leave a small one each. */
const partsAtOnce = 16;

/** Where the keys are kept that came between two checkpoints. */
export const seenPartKey = ({ org, runId, stream }: StoredStep, part: number): string =>
  `${org}/seen/${runId}/${encodeURIComponent(stream)}/${part}`;

/** The keys seen up to the checkpoint, and those of records that count although they came behind it. */
export async function loadSeenKeys(
  payloads: Objects,
  step: StoredStep,
  idsBehind: readonly string[],
): Promise<SeenKeys> {
  const seen = new SeenKeys();
  for await (const part of keptParts(payloads, step)) seen.load(part);
  for (const id of idsBehind) seen.add(hash64(id), unknownContent);
  return seen;
}

/** What a step has pulled up to its last checkpoint, in parts; `keysOf` tells the keys in one. */
export async function* keptParts(payloads: Objects, step: StoredStep): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < step.pull.seenParts; from += partsAtOnce) {
    const some = Array.from({ length: Math.min(partsAtOnce, step.pull.seenParts - from) }, (_, index) => from + index);
    yield* await Promise.all(some.map((part) => keptPart(payloads, step, part)));
  }
}

async function keptPart(payloads: Objects, step: StoredStep, part: number): Promise<Uint8Array> {
  const bytes = await payloads.get(seenPartKey(step, part));
  if (bytes === undefined) throw new Error(`${seenPartKey(step, part)} is no longer there; the step cannot go on.`);
  return bytes;
}
