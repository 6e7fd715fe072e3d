import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Progress, progresses } from '../../shared/api/run.ts';
import { type RunResult, RunStore, type StartedRun } from '../../shared/runs/run-store.ts';
import { isEnded, mayFollow } from '../../shared/runs/run-transitions.ts';
import { apiCounts, noCounts } from '../../shared/tally/chunk-counts.ts';
import { type OpenTables, openTables } from './open-tables.ts';

const kept = { hotUntil: 1_900_000_000, expiresAt: 2_000_000_000 };
let tables: OpenTables;
let runs: RunStore;

beforeAll(async () => {
  tables = await openTables();
  runs = new RunStore(tables.trail);
});
afterAll(() => tables.close());

const newRun = (more: Partial<StartedRun> = {}): StartedRun => ({
  org: 'org',
  runId: ulid(),
  integrationId: 'integration',
  integrationName: 'CRM',
  connector: 'http',
  direction: 'inbound',
  action: 'sync',
  type: 'full',
  trigger: 'API',
  startedBy: 'admin',
  startedAt: new Date(0).toISOString(),
  retryOf: null,
  dryRun: false,
  streams: ['contacts'],
  modes: { contacts: 'full' },
  ...more,
});

const result: RunResult = {
  endedAt: new Date(1_000).toISOString(),
  outcome: 'SUCCESS',
  severity: 'OK',
  message: 'Nothing to do.',
  error: null,
  chunks: { total: 0, passed: 0, failed: 0 },
  counts: apiCounts(noCounts, 0),
  kinds: {},
  failures: {},
  proof: [],
};

async function runIn(progress: Progress): Promise<StartedRun> {
  const run = newRun();
  await runs.create(run, kept);
  if (progress !== 'CREATED') expect((await runs.move(run.org, run.runId, progress)).kind).toBe('moved');
  return run;
}

const move = (run: StartedRun, to: Progress) =>
  to === 'FINISHED' || to === 'ABORTED' ? runs.end(run.org, run.runId, to, result) : runs.move(run.org, run.runId, to);

/** Written down a second time on purpose: whoever changes the table must mean it. */
const allowed: Record<Progress, Progress[]> = {
  CREATED: ['PENDING', 'RUNNING', 'ABORTION_PENDING', 'ABORTED', 'FINISHED'],
  PENDING: ['RUNNING', 'ABORTION_PENDING', 'ABORTED', 'FINISHED'],
  RUNNING: ['ABORTION_PENDING', 'ABORTED', 'FINISHED'],
  ABORTION_PENDING: ['ABORTED', 'FINISHED'],
  ABORTED: [],
  FINISHED: [],
};

describe.each(progresses)('from %s', (from) => {
  it.each(progresses)('to %s only as the table of transitions says', async (to) => {
    const run = await runIn(from);
    const moved = await move(run, to);
    expect(moved.kind).toBe(allowed[from].includes(to) ? 'moved' : 'refused');
    expect(mayFollow(from, to)).toBe(allowed[from].includes(to));
    const now = await runs.get(run.org, run.runId);
    expect(now?.progress).toBe(allowed[from].includes(to) ? to : from);
  });

  it('has ended exactly where nothing may follow', () => {
    expect(isEnded(from)).toBe(allowed[from].length === 0);
  });
});

it('moves nothing that is not there', async () => {
  for (const to of progresses) expect((await move(newRun(), to)).kind, to).toBe('refused');
});

it('is ended once, by the first of many', async () => {
  const run = await runIn('RUNNING');
  const ends = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      runs.end(run.org, run.runId, n % 2 ? 'FINISHED' : 'ABORTED', { ...result, message: String(n) }),
    ),
  );
  const winners = ends.flatMap((end) => (end.kind === 'moved' ? [end.run] : []));
  expect(winners).toHaveLength(1);
  expect(await runs.get(run.org, run.runId)).toEqual(winners[0]);
});

it('is open until its end, for whatever org', async () => {
  const before = new Set((await Array.fromAsync(runs.open())).map(({ runId }) => runId));
  const mine = await runIn('RUNNING');
  const other = newRun({ org: 'other-org' });
  await runs.create(other, kept);
  const ended = await runIn('CREATED');
  await runs.end(ended.org, ended.runId, 'FINISHED', result);
  await runs.noteArchived(ended.org, ended.runId, new Date(2).toISOString());
  const opened = (await Array.fromAsync(runs.open())).filter(({ runId }) => !before.has(runId));
  expect(new Set(opened.map(({ runId }) => runId))).toEqual(new Set([mine.runId, other.runId]));
  expect(opened.find(({ runId }) => runId === other.runId)).toEqual({
    ...other,
    progress: 'CREATED',
    cancelling: null,
    result: null,
    archiving: null,
    archivedAt: null,
    ...kept,
  });
});

it('is created once: a second run with its id is not taken for it', async () => {
  const run = newRun();
  await runs.create(run, kept);
  await runs.move(run.org, run.runId, 'RUNNING');
  await runs.create({ ...run, startedBy: 'somebody else' }, kept);
  expect(await runs.get(run.org, run.runId)).toMatchObject({ startedBy: 'admin', progress: 'RUNNING' });
});

it('is listed newest first, within its org and its integration alone', async () => {
  const org = 'listing';
  const ids = Array.from({ length: 9 }, (_, n) => ulid(1_000_000 + n));
  for (const [n, runId] of ids.entries()) {
    await runs.create(newRun({ org, runId, integrationId: n % 3 === 0 ? 'third' : 'other' }), kept);
  }
  await runs.create(newRun({ org: 'listing2', runId: ulid(1_000_004) }), kept);
  const all = { fromId: '0', toId: 'Z' };
  const idsOf = async (...args: Parameters<RunStore['list']>) =>
    (await runs.list(...args)).runs.map(({ runId }) => runId);
  expect(await idsOf(org, undefined, all)).toEqual(ids.toReversed());
  expect(await idsOf(org, 'third', all)).toEqual([ids[6], ids[3], ids[0]]);
  expect(await idsOf('nobody', 'third', all)).toEqual([]);
  expect(await idsOf(org, undefined, { fromId: ids[2] ?? '', toId: ids[4] ?? '' })).toEqual([ids[4], ids[3], ids[2]]);
  await runs.discard(org, ids[8] ?? '');
  expect(await idsOf(org, undefined, { ...all, limit: 2 })).toEqual([ids[7], ids[6]]);
});
