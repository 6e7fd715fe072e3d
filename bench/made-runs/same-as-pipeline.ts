import { deepStrictEqual } from 'node:assert';
import { createServer } from 'node:http';
import { listen, type Running } from '../../local/emulators/listen.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { blockKey, groupOfChunk, runKey, stepKey, summaryKey, tallyKey } from '../../shared/table/keys.ts';
import type { Item, Key, Table } from '../../shared/table/table.ts';
import { decodeRare } from '../../shared/trail/rare-entities.ts';
import { decodeBlock } from '../../shared/trail/trail-block.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';
import { type Services, startServices } from '../../test/pipeline/services.ts';
import { createWorld, type TestSource } from '../../test/pipeline/world.ts';
import { pageCount, pageOfUrl } from '../source/records.ts';
import { pagesPerChunk } from './chunks-of-run.ts';
import { createLogDependencies } from './log-dependencies.ts';
import { dataOfPage, type SourceData } from './page-of-run.ts';
import { writeRun } from './write-run.ts';

/** Everything that a page of the benchmarks' source may hold, and a last page that is not full. */
const records = 7_050;
/** Records begin to change with run 1. */
const number = 1;

/**
 * Makes a run and lets the pipeline make the same one from its source, and throws unless what both left in the trail is
 * the same, item for item, but for ids, times and addresses.
 */
export async function expectSameAsPipeline(): Promise<void> {
  const services = await startServices();
  const source = await startSource();
  try {
    const world = createWorld(services);
    await world.reads(callingSource(source.url, 0));
    await world.run({ type: 'full' });
    await world.reads(callingSource(source.url, number));
    const { runId } = await world.run({ type: 'full' });
    const clock = { now: Date.now() };
    const made = await writeRun(createLogDependencies(services, clock), clock, world.integrationId, {
      number,
      records,
      startedAt: Date.now(),
    });
    const [expected, actual] = await Promise.all([leftBy(services, { ...made, runId }), leftBy(services, made)]);
    deepStrictEqual(actual, expected);
  } finally {
    await source.close();
    await services.close();
  }
}

function startSource(): Promise<Running> {
  return listen(
    createServer(({ url = '' }, response) => {
      const asked = new URL(url, 'http://source');
      const run = Number(asked.pathname.slice(1));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(dataOfPage(run, pageOfUrl(asked), records)));
    }),
  );
}

/** Asks for the first page without a number, as bench/source/source.yaml has it, and stops at one that is not full. */
function callingSource(url: string, run: number): TestSource {
  return {
    async *read(from, _mode, _cursor, http) {
      for (let page = Number(from ?? 1); page <= pageCount(records); page++) {
        const query = page > 1 ? { page: String(page) } : {};
        const data = (
          await http.request({ method: 'GET', url: `${url}/${run}`, query })
        ).json() as unknown as SourceData[];
        yield {
          records: data.map((one) => ({ id: one.id, name: one.name, data: one as JsonObject })),
          resume: page + 1,
        };
      }
    },
  };
}

/** Every item of a run's trail, less what no two runs have in common. */
async function leftBy({ trail }: Services, step: StepInput): Promise<unknown[]> {
  const chunks = Array.from({ length: Math.ceil(pageCount(records) / pagesPerChunk) }, (_, chunk) => chunk);
  const keys: Key[] = [
    runKey(step.org, step.runId),
    stepKey(step),
    tallyKey(step, groupOfChunk(0)),
    ...chunks.flatMap((chunk) => [summaryKey({ ...step, chunk }), blockKey({ ...step, chunk })]),
  ];
  return Promise.all(keys.map(async (key) => comparable(await required(trail, key))));
}

async function required(trail: Table, key: Key): Promise<Item> {
  const item = await trail.get(key, { consistent: true });
  if (!item) throw new Error(`The trail lacks ${key.pk} ${key.sk}.`);
  return item;
}

function comparable({ pk, block, rare, ...item }: Item): unknown {
  const decoded = {
    ...(block instanceof Uint8Array && { block: decodeBlock(block) }),
    ...(rare instanceof Uint8Array && { rare: decodeRare(rare) }),
  };
  return withoutChance({ ...item, ...decoded });
}

/** Of what differs between any two runs, only what it is: a number, a text, nothing. */
const chance = new Set([
  'at',
  'startedAt',
  'endedAt',
  'hotUntil',
  'expiresAt',
  'durationMs',
  'runId',
  'url',
  'fingerprints',
  'startedBy',
]);

function withoutChance(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutChance);
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Where a source is read on: a run without one has no such place.
      .filter(([name]) => name !== 'resume')
      .map(([name, inner]) => [name, chance.has(name) ? typeof inner : withoutChance(inner)]),
  );
}
