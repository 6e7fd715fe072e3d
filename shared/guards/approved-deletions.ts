import { type Fingerprints, FingerprintsBuilder } from '../fingerprints/fingerprints.ts';
import { type Hash64, hashFromHex } from '../fingerprints/hash.ts';
import type { Objects } from '../objects/objects.ts';
import { keptParts } from '../pull/kept-keys.ts';
import { keysOf } from '../pull/seen-keys.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { StagedDeletionStore } from './staged-deletion-store.ts';

export interface ApprovedDependencies {
  readonly payloads: Objects;
  readonly runs: RunStore;
  readonly stagedDeletions: StagedDeletionStore;
  readonly steps: StepStore;
}

export interface ApprovedDeletions {
  /** Key hashes of everything that was approved, in hexadecimal. */
  readonly keys: readonly string[];
  /** Those of them that the source gave again since. */
  readonly seenAgain: ReadonlySet<string>;
}

const noContent: Hash64 = { high: 0, low: 0 };

/**
 * What the step of an approval is to delete. A record that came unchanged with a later update run left no mark in the
 * record store, so it is looked for among the keys that the pulls since then have kept.
 */
export async function approvedDeletions(deps: ApprovedDependencies, step: StoredStep): Promise<ApprovedDeletions> {
  if (step.asOf === undefined) throw new Error(`Run ${step.runId} does not say whose deletions it carries out.`);
  const keys = await deps.stagedDeletions.keys({ ...step, runId: step.asOf });
  const index = indexOf(keys);
  const seen = new Uint8Array(index.size);
  for await (const run of runsSince(deps.runs, step, step.asOf)) {
    const later = await deps.steps.get({ ...step, runId: run.runId });
    if (!later || later.dryRun) continue;
    for await (const part of keptParts(deps.payloads, later)) {
      for (const key of keysOf(part)) {
        const at = index.indexOf(key);
        if (at >= 0) seen[at] = 1;
      }
    }
  }
  return { keys, seenAgain: new Set(keys.filter((key) => seen[index.indexOf(hashFromHex(key))] === 1)) };
}

function indexOf(keys: readonly string[]): Fingerprints {
  const builder = new FingerprintsBuilder();
  for (const key of keys) builder.add(hashFromHex(key), noContent);
  return builder.build();
}

/** Runs of the stream that started behind the one that found the deletions, and before this one. */
async function* runsSince(runs: RunStore, step: StoredStep, asOf: string): AsyncGenerator<StoredRun> {
  let startKey: Record<string, unknown> | undefined;
  do {
    const between = { fromId: asOf, toId: step.runId };
    const page = await runs.list(step.org, step.integrationId, { ...between, ...(startKey && { startKey }) });
    for (const run of page.runs) {
      if (run.runId !== asOf && run.runId !== step.runId && run.streams.includes(step.stream)) yield run;
    }
    startKey = page.lastKey;
  } while (startKey);
}
