import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import { SourceError, type SourcePage } from '../../shared/connector/connector.ts';
import { OutOfTimeError } from '../../shared/connector/out-of-time-error.ts';
import { type Services, startServices } from './services.ts';
import { createWorld, org, pagesOf, secretOfSource, type World } from './world.ts';

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
  world = createWorld(services);
});
afterAll(() => services.close());

const page = (ids: readonly string[], resume: number, cursor?: string): SourcePage => ({
  records: ids.map((id) => ({ id, name: null, data: { id, text: `text of ${id}` } })),
  resume,
  ...(cursor !== undefined && { cursor }),
});

it('goes on where it was when the source asks for a pause, and says how long', async () => {
  let isPaused = true;
  await world.reads({
    async *read(from) {
      if (from === null) yield page(['a'], 1);
      if (isPaused) throw new OutOfTimeError('The source is to be asked again in an hour.', Date.now() + 3_600_000);
      yield page(['b'], 2);
    },
  });
  const step = await world.begin();
  const first = await world.pull(step);
  expect(first.more).toBe(true);
  expect(first.waitSeconds).toBeGreaterThan(3_500);
  isPaused = false;
  expect(await world.pull(step)).toEqual({ more: false, waitSeconds: 0 });
  await world.applyAll();
  await world.close(step);
  expect(await world.read(step.runId)).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 2, created: 2 } });
});

it('stops before its time is up and is called again', async () => {
  await world.reads(pagesOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 1));
  const step = await world.begin();
  expect((await world.pull(step, () => 10_000)).more).toBe(true);
  expect((await world.pull(step, () => 10_000)).more).toBe(true);
  expect((await world.pull(step)).more).toBe(false);
  await world.applyAll();
  await world.close(step);
  expect((await world.read(step.runId)).counts.pulled).toBe(3);
});

it('gives up a pull that crashes again and again, with what there is and the reason', async () => {
  await world.reads({
    async *read(from) {
      if (from === null) yield page(['a', 'b'], 1);
      throw new TypeError('A fault of the connector.');
    },
  });
  const step = await world.begin();
  await expect(world.pull(step)).rejects.toThrow(TypeError);
  expect(await world.pull({ ...step, giveUp: { Error: 'TypeError', Cause: 'A fault.' } } as typeof step)).toMatchObject(
    {
      more: false,
    },
  );
  await world.applyAll();
  await world.close(step);
  expect(await world.read(step.runId)).toMatchObject({ severity: 'ERROR', error: { code: 'pull_crashed' } });
});

it('keeps secrets out of names, errors and crashes', async () => {
  const leak = `Bearer ${secretOfSource}`;
  let fault: Error = new SourceError('http_400', `The source quotes ${leak}.`);
  await world.reads({
    async *read(from) {
      if (from === null) yield { records: [{ id: 's', name: `Named ${leak}`, data: { id: 's' } }], resume: 1 };
      throw fault;
    },
  });
  const run = await world.run();
  expect(run.error?.message).toBe('The source quotes Bearer [redacted].');
  expect((await world.entities(run.runId))[0]?.name).toBe('Named Bearer [redacted]');

  fault = new TypeError(`Invalid header value "${leak}"`);
  const step = await world.begin();
  const crash = await world.pull(step).catch((error: unknown) => error);
  expect(crash).toBeInstanceOf(TypeError);
  expect(`${crash} ${(crash as Error).stack}`).toContain('Bearer [redacted]');
  expect(`${crash} ${(crash as Error).stack}`).not.toContain(secretOfSource);
  await closeRun(world.deps, step);
});

it('moves the cursor of an update run only when nothing is left behind it', async () => {
  const stream = { org, integrationId: world.integrationId, stream: 'contacts' };
  const cursors: unknown[] = [];
  let fails = true;
  await world.reads({
    modes: ['full', 'update'],
    async *read(_from, _mode, cursor) {
      cursors.push(cursor);
      yield page([`u${cursors.length}`], 1, `2026-01-0${cursors.length}`);
      if (fails) throw new SourceError('http_503', 'The source answers 503.');
    },
  });
  expect(await world.run()).toMatchObject({ type: 'update', outcome: 'PARTIAL' });
  fails = false;
  expect(await world.run()).toMatchObject({ type: 'update', outcome: 'SUCCESS', counts: { pulled: 1, deleted: 0 } });
  await world.run();
  expect(cursors).toEqual([null, null, '2026-01-02']);
  expect((await world.deps.streams.get(stream)).cursor).toBe('2026-01-03');
});

it('reads again what changed while it was read', async () => {
  const stream = { org, integrationId: world.integrationId, stream: 'contacts' };
  const before = (await world.deps.streams.get(stream)).cursor;
  await world.reads({
    modes: ['full', 'update'],
    async *read() {
      yield page(['m'], 1, '2026-02-01');
      yield {
        records: [{ id: 'm', name: null, data: { id: 'm', text: 'changed meanwhile' } }],
        resume: 2,
        cursor: '2026-02-02',
      };
    },
  });
  expect(await world.run()).toMatchObject({ severity: 'WARNING', counts: { skipped: 1 } });
  expect((await world.deps.streams.get(stream)).cursor).toBe(before);
});
