import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Progress, progresses, type Run, runSchema, stepSchema } from '../../shared/api/run.ts';
import { presentRun, presentStep } from '../../shared/readers/present-run.ts';
import type { RunResult, StoredRun } from '../../shared/runs/run-store.ts';
import { type CountedStep, outcomeOf, summarize } from '../../shared/runs/summarize-run.ts';
import { type PullState, pullNotStarted, type StoredStep } from '../../shared/steps/step-store.ts';
import { noCounts, type TallyCounts } from '../../shared/tally/chunk-counts.ts';

const startedAt = '2026-01-01T00:00:00.000Z';
const endedAt = '2026-01-01T00:01:30.000Z';

const going: StoredRun = {
  org: 'org',
  runId: 'run',
  integrationId: 'integration',
  integrationName: 'CRM',
  connector: 'http',
  direction: 'inbound',
  action: 'sync',
  type: 'full',
  trigger: 'API',
  startedBy: 'admin',
  startedAt,
  retryOf: null,
  dryRun: false,
  streams: ['contacts'],
  modes: { contacts: 'full' },
  progress: 'RUNNING',
  cancelling: null,
  hotUntil: 0,
  expiresAt: 0,
  archiving: null,
  archivedAt: null,
  result: null,
};

const resultOf = (outcome: RunResult['outcome'], steps: readonly CountedStep[] = []): RunResult => ({
  ...summarize(steps, null),
  endedAt,
  outcome,
  error: null,
  message: 'Done.',
  proof: [],
});

const counts = (some: Partial<TallyCounts>): TallyCounts => ({ ...noCounts, ...some });

function step(pull: Partial<PullState>, some: Partial<TallyCounts>, more: Partial<StoredStep> = {}): CountedStep {
  const stored: StoredStep = {
    org: 'org',
    runId: 'run',
    stream: 'contacts',
    integrationId: 'integration',
    mode: 'full',
    cursor: null,
    fingerprints: null,
    knownRecords: 0,
    verify: false,
    strays: 0,
    startedAt,
    hotUntil: 0,
    expiresAt: 0,
    finalCounts: null,
    pull: { ...pullNotStarted, ...pull },
    groups: null,
    complete: false,
    counts: noCounts,
    groupsDone: new Set(),
    keptChunks: new Set(),
    taskToken: null,
    comparison: null,
    proof: null,
    endedAt: null,
    ...more,
  };
  return { step: stored, counts: counts(some) };
}

const proof = (complete: boolean) => ({
  complete,
  pulled: 1,
  accounted: 1,
  deletionsChecked: true,
  unseen: 0,
  deleted: 0,
  staged: 0,
  missing: complete ? [] : ['something'],
});

describe('stage and status code', () => {
  it.each<[Progress, RunResult['outcome'] | null, Run['stage'], Run['statusCode']]>([
    ['CREATED', null, 'Started', 1],
    ['PENDING', null, 'Started', 1],
    ['RUNNING', null, 'In progress', 1],
    ['FINISHED', 'SUCCESS', 'Completed', 0],
    ['FINISHED', 'PARTIAL', 'Completed', 3],
    ['FINISHED', 'FAILED', 'Failed', 2],
    ['ABORTED', 'FAILED', 'Failed', 2],
  ])('of %s with outcome %s', (progress, outcome, stage, statusCode) => {
    const run = presentRun({ ...going, progress, result: outcome && resultOf(outcome) }, []);
    expect(run).toMatchObject({ progress, outcome, stage, statusCode });
    expect(run.durationMs).toBe(outcome ? 90_000 : null);
    expect(run.percentage).toBe(outcome ? 100 : 0);
  });

  it('follow from the progress in one table, whatever the outcome of a run that still goes', () => {
    for (const progress of progresses) {
      const ended = progress === 'ABORTED' || progress === 'FINISHED';
      const run = presentRun({ ...going, progress, result: ended ? resultOf('SUCCESS') : null }, []);
      expect(run.endedAt === null).toBe(!ended);
      expect(run.outcome === null).toBe(!ended);
      expect(run.percentage === 100).toBe(ended);
    }
  });
});

describe('percentage', () => {
  const percentage = (...steps: CountedStep[]) =>
    presentRun({ ...going, streams: steps.map(() => 's') }, steps).percentage;

  it('follows what the source says it has, else what was known, else what was pulled so far', () => {
    expect(percentage(step({ pulled: 50, reportedTotal: 200 }, { unchanged: 50 }))).toBe(25);
    expect(percentage(step({ pulled: 50 }, { unchanged: 40, failed: 10 }, { knownRecords: 100 }))).toBe(50);
    expect(percentage(step({ pulled: 50 }, { unchanged: 25 }, { knownRecords: 100, mode: 'update' }))).toBe(50);
    expect(percentage(step({ pulled: 80, done: true, reportedTotal: 200 }, { created: 60 }))).toBe(75);
  });

  it('weighs streams by their records, and counts one that has not begun', () => {
    const ended = step({ pulled: 300, done: true }, { unchanged: 300 }, { endedAt });
    expect(percentage(ended, step({ pulled: 50, reportedTotal: 100 }, { created: 0 }))).toBe(75);
    expect(
      presentRun({ ...going, streams: ['a', 'b'] }, [step({ pulled: 1, reportedTotal: 1 }, { created: 1 })]).percentage,
    ).toBe(50);
  });

  it('is between 0 and 99 until the end, whatever the counts', () => {
    const anyStep = fc
      .record({
        pulled: fc.nat(1_000),
        reportedTotal: fc.option(fc.nat(1_000), { nil: null }),
        done: fc.boolean(),
        created: fc.nat(1_000),
        failed: fc.nat(1_000),
        known: fc.nat(1_000),
        ended: fc.boolean(),
      })
      .map(({ pulled, reportedTotal, done, created, failed, known, ended }) =>
        step(
          { pulled, reportedTotal, done },
          { created, failed },
          { knownRecords: known, endedAt: ended ? endedAt : null },
        ),
      );
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 4 }), fc.nat(4), (steps, notBegun) => {
        const run = presentRun({ ...going, streams: new Array(steps.length + notBegun).fill('s') }, steps);
        expect(run.percentage).toBeGreaterThanOrEqual(0);
        expect(run.percentage).toBeLessThanOrEqual(99);
        expect(runSchema.safeParse(run).error).toBeUndefined();
        for (const one of steps) expect(stepSchema.safeParse(presentStep(one)).error).toBeUndefined();
      }),
    );
  });
});

describe('severity and outcome', () => {
  it('take the worst of the actions', () => {
    const severity = (some: Partial<TallyCounts>, more: Partial<StoredStep> = {}) =>
      presentRun(going, [step({}, some, more)]).severity;
    expect(severity({})).toBe('OK');
    expect(severity({ infos: 3 })).toBe('INFO');
    expect(severity({ infos: 3, warnings: 1 })).toBe('WARNING');
    expect(severity({ infos: 3, warnings: 1, errors: 1, failed: 1 })).toBe('ERROR');
    expect(severity({}, { proof: proof(false) })).toBe('WARNING');
    expect(presentRun(going, [step({ error: { code: 'http_500', message: '' } }, {})]).severity).toBe('ERROR');
  });

  it('are success only with a proof for every stream and nothing failed', () => {
    const good = step({}, { created: 1 }, { proof: proof(true) });
    const unproven = step({}, { created: 1 }, { proof: proof(false) });
    const failed = step({}, { failed: 2, errors: 2 }, { proof: proof(true), stream: 'users' });
    const nothing = step({}, { failed: 2, errors: 2 }, { proof: proof(false) });
    const error = { code: 'workflow_ended', message: '' };
    expect(outcomeOf([good], null)).toBe('SUCCESS');
    expect(outcomeOf([good, unproven], null)).toBe('PARTIAL');
    expect(outcomeOf([good, failed], null)).toBe('PARTIAL');
    expect(outcomeOf([good], error)).toBe('PARTIAL');
    expect(outcomeOf([nothing], null)).toBe('FAILED');
    expect(outcomeOf([], null)).toBe('FAILED');
    expect(presentRun(going, [good, failed]).failures).toEqual({ users: 2 });
  });
});
