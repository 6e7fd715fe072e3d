import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStep, StepStore } from '../../shared/steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../../shared/table/keys.ts';
import { addCounts, noCounts, type TallyCounts } from '../../shared/tally/chunk-counts.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { type OpenTables, openTables } from './open-tables.ts';

const expiresAt = 2_000_000_000;
let tables: OpenTables;
let tallies: TallyStore;
let steps: StepStore;

beforeAll(async () => {
  tables = await openTables();
  tallies = new TallyStore(tables.trail);
  steps = new StepStore(tables.trail);
});
afterAll(() => tables.close());

const of = (counts: Partial<TallyCounts>): TallyCounts => ({ ...noCounts, passedChunks: 1, ...counts });

async function openStep(): Promise<OpenedStep> {
  const step: OpenedStep = {
    org: 'org',
    runId: randomUUID(),
    stream: 'contacts / all',
    integrationId: 'integration',
    mode: 'full',
    cursor: null,
    fingerprints: null,
    knownRecords: 0,
    verify: false,
    strays: 0,
    startedAt: new Date(0).toISOString(),
    hotUntil: expiresAt,
    expiresAt,
  };
  await steps.open(step);
  return step;
}

/** As pulling does at its end: so many chunks were used. */
async function seal(step: OpenedStep, chunks: number): Promise<void> {
  const last = groupOfChunk(chunks - 1);
  if (chunks > 0) await tallies.sealGroup(step, last, chunks - last * chunksPerGroup, expiresAt);
  await steps.setGroups(step, last + 1);
}

const countsOf = async (step: OpenedStep): Promise<TallyCounts | undefined> => (await steps.get(step))?.counts;

describe('a chunk', () => {
  it('counts once, however often and however many at once deliver it', async () => {
    const step = await openStep();
    await seal(step, 3);
    const deliveries = Array.from({ length: 30 }, (_, n) => n % 3);
    const results = await Promise.all(
      deliveries.map((chunk) => tallies.tallyChunk({ ...step, chunk }, of({ created: 10 ** chunk }), expiresAt)),
    );
    expect(results.filter(({ result }) => result === 'counted')).toHaveLength(3);
    expect(results.filter(({ stepComplete }) => stepComplete).length).toBeGreaterThan(0);
    expect((await tallies.group(step, 0)).counts).toEqual(of({ created: 111, passedChunks: 3 }));
    expect(await steps.get(step)).toMatchObject({ complete: true, counts: of({ created: 111, passedChunks: 3 }) });
  });

  it('that was given up never counts, and one that counted cannot be given up', async () => {
    const step = await openStep();
    expect((await tallies.voidChunk({ ...step, chunk: 0 }, expiresAt)).result).toBe('counted');
    expect((await tallies.tallyChunk({ ...step, chunk: 0 }, of({ created: 5 }), expiresAt)).result).toBe('already');
    expect((await tallies.tallyChunk({ ...step, chunk: 1 }, of({ created: 7 }), expiresAt)).result).toBe('counted');
    expect((await tallies.voidChunk({ ...step, chunk: 1 }, expiresAt)).result).toBe('already');
    const { done, voided, counts } = await tallies.group(step, 0);
    expect([done, voided]).toEqual([new Set([0, 1]), new Set([0])]);
    expect(counts).toEqual(of({ created: 7 }));
  });

  it('is counted or given up, never both, when a worker and the one who gives it up meet', async () => {
    for (let round = 0; round < 20; round++) {
      const step = await openStep();
      const [tallied, voided] = await Promise.all([
        tallies.tallyChunk({ ...step, chunk: 0 }, of({ created: 5 }), expiresAt),
        tallies.voidChunk({ ...step, chunk: 0 }, expiresAt),
      ]);
      expect([tallied.result, voided.result].toSorted()).toEqual(['already', 'counted']);
      const group = await tallies.group(step, 0);
      expect(group.counts).toEqual(tallied.result === 'counted' ? of({ created: 5 }) : noCounts);
      expect(group.voided.has(0)).toBe(voided.result === 'counted');
    }
  });
});

describe('a group', () => {
  it('comes into its step when its last chunk is tallied, not before', async () => {
    const step = await openStep();
    for (const chunk of [2, 0]) {
      const { stepComplete } = await tallies.tallyChunk({ ...step, chunk }, of({ updated: 1 }), expiresAt);
      expect(stepComplete).toBe(false);
    }
    await seal(step, 3);
    expect(await steps.get(step)).toMatchObject({ complete: false, counts: noCounts });
    const last = await tallies.tallyChunk({ ...step, chunk: 1 }, of({ updated: 1 }), expiresAt);
    expect(last).toEqual({ result: 'counted', stepComplete: true });
    expect(await countsOf(step)).toEqual(of({ updated: 3, passedChunks: 3 }));
  });

  it('comes into its step by its sealing, where all of its chunks were there before', async () => {
    const step = await openStep();
    await Promise.all([0, 1].map((chunk) => tallies.tallyChunk({ ...step, chunk }, of({ unchanged: 4 }), expiresAt)));
    await seal(step, 2);
    expect(await steps.get(step)).toMatchObject({ complete: true, counts: of({ unchanged: 8, passedChunks: 2 }) });
  });

  it('is brought up by a later delivery where the worker died in between', async () => {
    const step = await openStep();
    const dying = new TallyStore({
      ...tables.trail,
      update: async (key, update) => {
        if (key.sk.startsWith('STEP#')) throw new Error('The worker is killed.');
        return tables.trail.update(key, update);
      },
    });
    await seal(step, 1);
    await expect(dying.tallyChunk({ ...step, chunk: 0 }, of({ created: 1 }), expiresAt)).rejects.toThrow('killed');
    expect((await steps.get(step))?.complete).toBe(false);
    const again = await tallies.tallyChunk({ ...step, chunk: 0 }, of({ created: 1 }), expiresAt);
    expect(again).toEqual({ result: 'already', stepComplete: true });
    expect(await countsOf(step)).toEqual(of({ created: 1 }));
  });
});

describe('a step', () => {
  it('without any chunk is complete once pulling says so', async () => {
    const step = await openStep();
    expect((await steps.get(step))?.complete).toBe(false);
    await seal(step, 0);
    expect((await steps.get(step))?.complete).toBe(true);
  });

  it('of several groups adds all of them up, whatever the order and however often', { timeout: 60_000 }, async () => {
    const step = await openStep();
    const chunks = chunksPerGroup + 5;
    const order = fc.sample(
      fc.shuffledSubarray(
        Array.from({ length: chunks }, (_, chunk) => chunk),
        { minLength: chunks },
      ),
      {
        numRuns: 1,
        seed: 7,
      },
    )[0];
    const completions: number[] = [];
    const deliver = async (chunk: number) => {
      const { stepComplete } = await tallies.tallyChunk(
        { ...step, chunk },
        of({ created: 1, pages: chunk }),
        expiresAt,
      );
      if (stepComplete) completions.push(chunk);
    };
    const lanes = Array.from({ length: 8 }, (_, lane) => (order ?? []).filter((_, n) => n % 8 === lane));
    const sealing = seal(step, chunks);
    await Promise.all(
      lanes.map(async (lane) => {
        for (const chunk of lane) await Promise.all([deliver(chunk), ...(chunk % 5 === 0 ? [deliver(chunk)] : [])]);
      }),
    );
    await sealing;
    expect(completions.length).toBeGreaterThan(0);
    const pages = (chunks * (chunks - 1)) / 2;
    expect(await steps.get(step)).toMatchObject({
      complete: true,
      groupsDone: new Set([0, 1]),
      counts: of({ created: chunks, passedChunks: chunks, pages }),
    });
    const groups = await tallies.groups(step, 2);
    expect(addCounts(...groups.map(({ counts }) => counts))).toEqual(await countsOf(step));
  });

  it('is not made by a tally: a chunk of a run that is gone leaves no step behind', async () => {
    const step = { org: 'org', runId: randomUUID(), stream: 'contacts' };
    await tallies.tallyChunk({ ...step, chunk: 0 }, of({ created: 1 }), expiresAt);
    await tallies.sealGroup(step, 0, 1, expiresAt);
    expect(await steps.get(step)).toBeUndefined();
  });
});
