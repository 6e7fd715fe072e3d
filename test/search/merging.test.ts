import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { append, type Outcome, type Stretch, touchesBefore } from '../../shared/search/index-record.ts';
import { mergeRecord, planMerge } from '../../shared/search/merge-plan.ts';
import { TouchTable } from '../../shared/search/touch-table.ts';
import type { StoredStep } from '../../shared/steps/step-store.ts';
import type { EntityEntry, TrailBlock } from '../../shared/trail/trail-block.ts';
import { trailLookup } from '../../shared/trail/trail-lookup.ts';
import { memoryTrail } from './memory-trail.ts';

const outcome = fc.record<Outcome>({
  action: fc.constantFrom('CREATE', 'UPDATE', 'SKIP', 'NONE'),
  status: fc.constantFrom('OK', 'WARNING'),
  name: fc.constantFrom(null, 'A', 'B'),
});
const outcomes = (length: number) => fc.array(fc.option(outcome), { minLength: length, maxLength: length });

const stretchesOf = (all: readonly (Outcome | null)[]): Stretch[] => {
  const stretches: Stretch[] = [];
  for (const one of all) append(stretches, 1, one);
  if (stretches.at(-1)?.outcome === null) stretches.pop();
  return stretches;
};

describe('merging a record', () => {
  // Ids in any order: a run may be archived after one that began later.
  const merge = fc
    .uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 24 })
    .chain((ids) => fc.tuple(fc.constant(ids), fc.nat({ max: ids.length })))
    .chain(([ids, cut]) =>
      fc.record({
        before: fc.constant(ids.slice(0, cut).sort((one, other) => one - other)),
        added: fc.constant(ids.slice(cut)),
        told: outcomes(cut),
        toldAdded: outcomes(ids.length - cut),
        gone: fc.subarray(ids),
      }),
    );

  it('keeps what each run did under the place that the run has then, whatever is dropped or comes late', () => {
    fc.assert(
      fc.property(merge, ({ before, added, told, toldAdded, gone }) => {
        const now = 1_000_000;
        const run = (id: number) => ({
          runId: String(id).padStart(3, '0'),
          expiresAt: gone.includes(id) ? 1_000 : 1_001,
        });
        const plan = planMerge(before.map(run), added.map(run), now);
        const expected = [
          ...before.map((id, position) => ({ id, outcome: told[position] ?? null })),
          ...added.map((id, position) => ({ id, outcome: toldAdded[position] ?? null })),
        ]
          .filter(({ id }) => !gone.includes(id))
          .sort((one, other) => one.id - other.id);
        expect(plan.runs).toEqual(expected.map(({ id }) => run(id)));
        const merged = mergeRecord(plan, 'x', stretchesOf(told), toldAdded);
        const touched = expected.flatMap((one, position) => (one.outcome ? [{ position, outcome: one.outcome }] : []));
        expect(merged === undefined).toBe(touched.length === 0);
        const all = merged ? [...touchesBefore(Number.POSITIVE_INFINITY, merged, () => true)] : [];
        expect(all.reverse()).toEqual(touched);
        if (merged) expect(merged.stretches).toEqual(stretchesOf(expected.map((one) => one.outcome)));
      }),
    );
  });

  it('stays short where the runs did the same', () => {
    const unchanged: Outcome = { action: 'NONE', status: 'OK', name: 'A' };
    const runs = Array.from({ length: 1_000 }, (_, id) => ({ runId: String(id).padStart(4, '0'), expiresAt: 2 }));
    const plan = planMerge(runs, [{ runId: '9999', expiresAt: 2 }], 0);
    const merged = mergeRecord(plan, 'x', [{ runs: 1_000, outcome: unchanged }], [{ ...unchanged }]);
    expect(merged?.stretches).toEqual([{ runs: 1_001, outcome: unchanged }]);
  });
});

describe('gathering what runs did', () => {
  const ids = fc.constantFrom('a', 'b', 'a/b', '\ud800', '\ud801', 'ü', 'c'.repeat(100));
  const entry = fc
    .record({
      externalId: ids,
      name: fc.constantFrom(null, 'A', 'B', 'Ä"\\'),
      action: fc.constantFrom<EntityEntry['action']>('CREATE', 'SKIP', 'NONE'),
      message: fc.constantFrom(undefined, 'm1', 'm2'),
    })
    .map(
      ({ message, ...rest }): EntityEntry => ({
        ...rest,
        page: 1,
        status: 'OK',
        ...(message !== undefined && { code: 'code', message }),
      }),
    );
  const block = fc.array(entry, { maxLength: 12 });
  const runs = fc.array(fc.array(block, { maxLength: 4 }), { minLength: 1, maxLength: 5 });

  it('tells of each record and run what a look into the run tells', async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (all) => {
        const trail = memoryTrail();
        const lookup = trailLookup(() => trail.readable);
        const table = new TouchTable(all.length);
        const steps = all.map((blocks, run) => {
          const step = { org: 'org', runId: `run-${run}`, stream: 's' } as StoredStep;
          trail.put(
            step,
            blocks.map((entities): TrailBlock => ({ at: 'now', pages: [], calls: [], entities })),
          );
          return step;
        });
        for (const [run, step] of steps.entries()) {
          for await (const { block: one } of lookup.blocks(step, { newestFirst: true })) {
            for (const entity of one.entities) {
              table.add(run, hash64(entity.externalId ?? ''), entity.externalId ?? '', entity);
            }
          }
        }
        const expected = new Map<string, (Outcome | null)[]>();
        for (const id of new Set(all.flat(2).map(({ externalId }) => externalId ?? ''))) {
          const found = await Promise.all(steps.map(async (step) => (await lookup.find(step, [id])).get(id)?.entry));
          expected.set(
            id,
            found.map((one) => {
              if (!one) return null;
              const { page, externalId, ...told } = one;
              return told;
            }),
          );
        }
        const order = [...table.sorted()];
        expect(new Map(order.map((at) => [table.idAt(at), table.outcomesAt(at)]))).toEqual(expected);
        const sorted = order.map((at) => hashToHex(table.keyAt(at)) + table.idAt(at));
        expect(sorted).toEqual(sorted.toSorted());
      }),
    );
  });

  it('holds many, and grows with them', () => {
    const table = new TouchTable(2);
    const entity = (id: number): EntityEntry => ({
      externalId: `c${id}`,
      name: `Contact ${id}`,
      page: 1,
      action: 'NONE',
      status: 'OK',
    });
    const count = 50_000;
    for (const run of [0, 1]) {
      for (let id = run * 10; id < count; id++) table.add(run, hash64(`c${id}`), `c${id}`, entity(id));
    }
    expect(table.size).toBe(count);
    const order = table.sorted();
    const missing = [...order].filter((at) => table.outcomesAt(at).includes(null));
    expect(missing.map((at) => table.idAt(at)).sort()).toEqual(Array.from({ length: 10 }, (_, id) => `c${id}`));
  });
});
