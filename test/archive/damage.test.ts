import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Running } from '../../local/emulators/listen.ts';
import type { Export } from '../../shared/api/export.ts';
import type { Problem } from '../../shared/api/problem.ts';
import { directoryKey, fileKey } from '../../shared/archive/archive-keys.ts';
import { serveApiOver } from '../api/api-over-services.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';

const day = 86_400_000;
/** Two tally groups: one that will be damaged, one that is whole. */
const records = Array.from({ length: 280 }, (_, index) => ({ id: `id-${index}`, name: `Name ${index}` }));

let services: Services;
let world: World;
let api: Running;
const intact = new Map<string, Uint8Array>();
let step: { org: string; runId: string; stream: string };

beforeAll(async () => {
  services = await startServices();
  world = createWorld(services, { records: 1, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 });
  await world.reads(pagesOf(records, 40));
  const { runId } = await world.run({ type: 'full' });
  await world.archive(runId);
  step = { org, runId, stream: 'contacts' };
  for (const key of await services.objects('archive')) {
    intact.set(key, (await services.archive.get(key)) ?? new Uint8Array());
  }
});
beforeEach(async () => {
  for (const [key, bytes] of intact) await services.archive.put(key, bytes);
  // One that has read nothing yet.
  vi.resetModules();
  api = await serveApiOver(services);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * day });
  await services.reap(Date.now());
});
afterEach(async () => {
  vi.useRealTimers();
  await api.close();
});
afterAll(() => services.close());

interface Answer extends Partial<Problem> {
  readonly items?: readonly { readonly externalId?: string }[];
  readonly next?: string | null;
  readonly problems?: (Problem & { pointer: string })[];
}

async function ask(path: string): Promise<Answer> {
  return (await fetch(`${api.url}/v1/runs/${step.runId}${path}`)).json() as Promise<Answer>;
}

/** Everything that a list gives, and what it says of parts it could not read. */
async function askAll(path: string) {
  const ids: string[] = [];
  const parts = new Set<string | undefined>();
  let items = 0;
  for (let next: string | null | undefined = ''; typeof next === 'string'; ) {
    const answer: Answer = await ask(`${path}${next === '' ? '' : `&cursor=${next}`}`);
    items += answer.items?.length ?? 0;
    ids.push(...(answer.items ?? []).flatMap(({ externalId }) => externalId ?? []));
    for (const { type, part } of answer.problems ?? []) {
      expect(type).toBe('/problems/archive-part-unreadable');
      parts.add(part);
    }
    next = answer.next;
  }
  return { items, ids, parts: [...parts] };
}

/** As many as lie in the second group. */
const whole = records.length - 256;

describe.each([
  ['is missing', async (key: string) => services.archive.remove(key)],
  [
    'is cut off',
    async (key: string) => {
      const bytes = Uint8Array.from(intact.get(key) ?? []);
      await services.archive.put(key, bytes.subarray(0, bytes.byteLength / 2));
    },
  ],
  [
    'was overwritten in its rows',
    async (key: string) => {
      const bytes = Uint8Array.from(intact.get(key) ?? []);
      bytes.fill(7, 40, 120);
      await services.archive.put(key, bytes);
    },
  ],
  [
    'was overwritten at its end',
    async (key: string) => {
      const bytes = Uint8Array.from(intact.get(key) ?? []);
      bytes.fill(7, bytes.byteLength - 300);
      await services.archive.put(key, bytes);
    },
  ],
  [
    'is another file',
    async (key: string) => {
      const other = intact.get(fileKey(step, 1, 'entities')) ?? new Uint8Array();
      const bytes = new Uint8Array(intact.get(key)?.length ?? 0);
      bytes.set(other.subarray(0, bytes.length));
      await services.archive.put(key, bytes);
    },
  ],
])('a file that %s', (_, damage) => {
  it('is named, and the rest is served', async () => {
    const part = fileKey(step, 0, 'entities');
    await damage(part);
    const { ids, parts } = await askAll('/entities?limit=100');
    expect(parts).toEqual([part]);
    expect(ids).toHaveLength(whole);
    expect(await askAll('/entities?limit=100&action=DELETE')).toEqual({ items: 0, ids: [], parts: [] });

    const lost = await ask('/entity?step=contacts&externalId=id-3');
    expect(lost).toMatchObject({ status: 500, type: '/problems/archive-part-unreadable', part });
    expect(lost.detail).toContain(part);
    expect(await ask(`/entity?step=contacts&externalId=${ids[0]}`)).toMatchObject({ entity: { externalId: ids[0] } });
    expect((await askAll('/pages?limit=100')).items).toBe(7);
    // By name it is records of both groups, of which one cannot be read.
    for (const [list, items] of [
      ['/steps?externalId=id-3', 0],
      ['/calls?externalId=id-3', 0],
      ['/steps?q=name', 1],
      ['/pages?q=name', 1],
    ] as const) {
      const answer = await ask(list);
      expect(answer, list).toMatchObject({ complete: false, next: null, problems: [{ part }] });
      expect(answer.items, list).toHaveLength(items);
    }
    const search = await (await fetch(`${api.url}/v1/search?q=name&limit=1000`)).json();
    expect(search).toMatchObject({ items: ids.toSorted().map((externalId) => ({ externalId })), complete: false });
  }, 180_000);
});

it.each([
  ['missing', () => services.archive.remove(directoryKey(step))],
  ['damaged', () => services.archive.put(directoryKey(step), Buffer.from('not what was written'))],
])('a directory that is %s is named', async (reason, damage) => {
  await damage();
  const answer = await ask('/entities?limit=10');
  expect(answer).toMatchObject({ items: [], next: null, problems: [{ part: directoryKey(step) }] });
  expect(answer.problems?.[0]?.detail).toContain(reason);
  expect(await ask('/entity?step=contacts&externalId=id-3')).toMatchObject({
    type: '/problems/archive-part-unreadable',
  });
  expect((await ask('/steps')).items).toHaveLength(1);
});

it('an export names what is missing in it, and has the rest', async () => {
  const part = fileKey(step, 0, 'entities');
  await services.archive.remove(part);
  const answer = (await ask('/export?format=parquet')) as Answer & Partial<Export>;
  expect(answer).toMatchObject({ state: 'ready', problems: [{ type: '/problems/archive-part-unreadable', part }] });
  expect(answer.files).toHaveLength(1);
});
