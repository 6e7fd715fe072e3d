import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proof } from '../../shared/api/run.ts';
import { type OpenedStep, type PullState, pullNotStarted, StepStore } from '../../shared/steps/step-store.ts';
import { noCounts } from '../../shared/tally/chunk-counts.ts';
import { type OpenTables, openTables } from './open-tables.ts';

let tables: OpenTables;
let steps: StepStore;

beforeAll(async () => {
  tables = await openTables();
  steps = new StepStore(tables.trail);
});
afterAll(() => tables.close());

const newStep = (more: Partial<OpenedStep> = {}): OpenedStep => ({
  org: 'org',
  runId: randomUUID(),
  stream: 'contacts',
  integrationId: 'integration',
  mode: 'full',
  cursor: null,
  fingerprints: null,
  knownRecords: 0,
  verify: false,
  strays: 0,
  startedAt: new Date(0).toISOString(),
  hotUntil: 1_900_000_000,
  expiresAt: 2_000_000_000,
  ...more,
});

async function opened(more: Partial<OpenedStep> = {}): Promise<OpenedStep> {
  const step = newStep(more);
  await steps.open(step);
  return step;
}

/** A checkpoint of an attempt that has come so far. */
const at = (attempt: number, nextChunk: number): PullState => ({
  ...pullNotStarted,
  attempt,
  nextChunk,
  resume: { page: nextChunk, token: ['a', null] },
});

it('is as it was opened, until something is written, and opening again changes nothing', async () => {
  const step = await opened({ cursor: { since: '2026-01-01' }, stream: 'a#b/ü 1' });
  const fresh = {
    ...step,
    pull: pullNotStarted,
    groups: null,
    complete: false,
    counts: noCounts,
    groupsDone: new Set(),
    keptChunks: new Set(),
    taskToken: null,
    comparison: null,
    proof: null,
    finalCounts: null,
    endedAt: null,
  };
  expect(await steps.get(step)).toEqual(fresh);
  await steps.savePull(step, 0, at(1, 3));
  await steps.open({ ...step, mode: 'update' });
  expect(await steps.get(step)).toEqual({ ...fresh, pull: at(1, 3) });
});

it('lets only the worker of the last attempt write checkpoints', async () => {
  const step = await opened();
  expect(await steps.savePull(step, 0, at(1, 0))).toBe('saved');
  expect(await steps.savePull(step, 1, at(1, 5))).toBe('saved');
  expect(await steps.savePull(step, 1, at(2, 5)), 'a second worker takes over').toBe('saved');
  expect(await steps.savePull(step, 1, at(1, 9)), 'the first one is late').toBe('overtaken');
  expect((await steps.get(step))?.pull).toEqual(at(2, 5));
});

it('lets one of many take over', async () => {
  const step = await opened();
  const takers = Array.from({ length: 12 }, (_, taker) => steps.savePull(step, 0, at(1, taker)));
  const results = await Promise.all(takers);
  expect(results.filter((result) => result === 'saved')).toHaveLength(1);
  expect((await steps.get(step))?.pull).toEqual(at(1, results.indexOf('saved')));
});

it('is overtaken where it is gone, and is not made by writing to it', async () => {
  const step = newStep();
  expect(await steps.savePull(step, 0, at(1, 0))).toBe('overtaken');
  await expect(steps.setGroups(step, 1)).rejects.toThrow(`Run ${step.runId} has no step for the stream contacts`);
  await expect(steps.setTaskToken(step, 'token')).rejects.toThrow('has no step');
  expect(await steps.get(step)).toBeUndefined();
});

it('keeps groups, token and comparison side by side', async () => {
  const step = await opened();
  const comparison = { fingerprints: 'key', knownRecords: 5, unseen: 2, deletionsFrom: 256 };
  const [groups, token, compared] = await Promise.all([
    steps.setGroups(step, 2),
    steps.setTaskToken(step, 'token'),
    steps.setComparison(step, comparison),
  ]);
  expect([groups.groups, token.taskToken, compared.comparison]).toEqual([2, 'token', comparison]);
  expect(await steps.get(step)).toMatchObject({ groups: 2, taskToken: 'token', comparison, complete: false });
});

it('is closed once, by the first', async () => {
  const step = await opened();
  const proofs = Array.from(
    { length: 8 },
    (_, pulled): Proof => ({
      complete: true,
      pulled,
      accounted: pulled,
      deletionsChecked: false,
      unseen: null,
      deleted: 0,
      staged: 0,
      missing: [],
    }),
  );
  const results = await Promise.all(
    proofs.map((proof) => steps.close(step, proof, noCounts, new Date(1).toISOString())),
  );
  expect(results.filter((result) => result === 'closed')).toHaveLength(1);
  expect((await steps.get(step))?.proof).toEqual(proofs[results.indexOf('closed')]);
  expect(await steps.close(newStep(), proofs[0] as Proof, noCounts, new Date(1).toISOString())).toBe('refused');
});

it('is listed with the steps of its run, and no others', async () => {
  const runId = randomUUID();
  for (const stream of ['b', 'a', 'a#b']) await opened({ runId, stream });
  await opened({ runId, stream: 'a', org: 'other' });
  expect((await steps.list('org', runId)).map(({ stream }) => stream)).toEqual(['a', 'a#b', 'b']);
  expect(await steps.list('org', 'none')).toEqual([]);
});
