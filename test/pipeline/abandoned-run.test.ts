import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import { Died } from './mortal.ts';
import { type Services, startServices } from './services.ts';
import { applyOne, createWorld, pagesOf } from './world.ts';

/** A page is a chunk, and a checkpoint comes every second one. */
const limits = { records: 10, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };
const early = { aborted: true, error: { code: 'workflow_stopped', message: 'Somebody stopped it.' } };

const contacts = (version: number, from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => ({ id: `a${from + index}`, name: `A ${from + index}`, version }));

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

it('tells what half an abandoned run has done, no more and no less, and the next run does the rest', async () => {
  const world = createWorld(services, limits);
  await world.reads(pagesOf(contacts(1, 0, 20), 10));
  await world.run({ type: 'full' });

  const whole = pagesOf(contacts(2, 10, 60), 10);
  await world.reads({
    async *read(...request) {
      for await (const page of whole.read(...request)) {
        if (page.resume === 5) throw new Died('The pull is killed before its last page.');
        yield page;
      }
    },
  });
  const step = await world.begin({ type: 'full' });
  await expect(world.pull(step)).rejects.toThrow(Died);

  // One chunk is written but not counted, one is decided but not written, the others wait.
  const { tallies, records } = world.deps;
  const [tally, write] = [tallies.tallyChunk, records.write];
  const [first, second] = await services.receive();
  tallies.tallyChunk = () => Promise.reject(new Died('Killed before it could count.'));
  await expect(applyOne(world.deps, first?.Body ?? '', 1)).rejects.toThrow(Died);
  records.write = () => Promise.reject(new Died('Killed before it could write.'));
  await expect(applyOne(world.deps, second?.Body ?? '', 1)).rejects.toThrow(Died);
  [tallies.tallyChunk, records.write] = [tally, write];

  await closeRun(world.deps, step, early);
  const aborted = await world.read(step.runId);
  const stored = await world.stored();
  const changed = [...stored.values()].filter((record) => JSON.stringify(record).includes('"version":2')).length;
  expect(changed).toBe(10);
  expect(aborted).toMatchObject({ progress: 'ABORTED', outcome: 'FAILED', statusCode: 2, counts: { signals: 10 } });
  expect(aborted.proof?.[0]?.missing[0]).toContain('Somebody stopped it.');
  expect(aborted.proof?.[0]?.accounted).toBeLessThanOrEqual(aborted.proof?.[0]?.pulled ?? 0);
  expect((await world.entities(step.runId)).filter(({ action }) => action !== 'NONE')).toHaveLength(10);

  // What was still on the queue comes too late to count; the next run, for which the record is gone again, knows it all.
  await world.applyAll();
  expect((await world.read(step.runId)).counts).toEqual(aborted.counts);
  await world.reads(pagesOf(contacts(2, 10, 30), 10));
  const next = await world.run({ type: 'full' });
  expect(next).toMatchObject({ outcome: 'SUCCESS' });
  expect(new Set((await world.stored()).keys())).toEqual(new Set(contacts(2, 10, 30).map(({ id }) => id)));
});
