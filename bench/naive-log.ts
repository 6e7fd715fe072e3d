import { createRandom } from '../demo/random.ts';
import { account } from '../local/account.ts';
import { IndexReader } from '../shared/search/index-reader.ts';
import { searchRecords } from '../shared/search/search-records.ts';
import { countArchiveTransitions } from './archive-transitions.ts';
import { createIntegration } from './bench-product.ts';
import { type EmbeddedProduct, startEmbeddedProduct } from './embedded-product.ts';
import { type Figure, figure, progress } from './figure.ts';
import { keptByRun } from './kept-bytes.ts';
import { type Billed, listPrices } from './list-prices.ts';
import type { MadeRun } from './made-runs/chunks-of-run.ts';
import { MadeLog } from './made-runs/made-log.ts';
import { idsOfPage } from './made-runs/page-of-run.ts';
import { expectSameAsPipeline } from './made-runs/same-as-pipeline.ts';
import { Meter } from './meter.ts';
import { searchNaively, writeNaively } from './naive-table.ts';
import { pageSize, recordCount } from './source/records.ts';

const name = 'naive-log';
/** One for every thousand entities. */
const searches = Math.ceil(recordCount / 1_000);
const perMillion = 1_000_000 / recordCount;

/** What was done in dollars, for the entities of one run. */
type Bill = Readonly<Record<'write' | 'keep' | 'search', number>>;

/** The bill for one run's log, written, kept for thirty days and searched: kept naively, and as we do. */
export async function naiveLog(): Promise<Figure[]> {
  await expectSameAsPipeline();
  const product = await startEmbeddedProduct();
  try {
    const integrationId = await createIntegration(product, 'bench', 'http://source.invalid');
    const run = { number: 1, records: recordCount, startedAt: Date.now() - 3_600_000 };
    const naive = await naiveBill(product, integrationId, run);
    const ours = await ourBill(product, integrationId, run);
    const total = ({ write, keep, search }: Bill) => (write + keep + search) * perMillion;
    return [
      figure(name, total(naive), 'USD', total(ours)),
      ...(['write', 'keep', 'search'] as const).map((part) =>
        figure(`${name}/${part}`, naive[part] * perMillion, 'USD', ours[part] * perMillion),
      ),
    ];
  } finally {
    await product.close();
  }
}

async function naiveBill(product: EmbeddedProduct, integrationId: string, run: MadeRun): Promise<Bill> {
  const log = new MadeLog(product.runtime, integrationId);
  const { dynamodb } = log.stores;
  const meter = new Meter();
  const { bytes } = await timed(`${name}: naive: written`, () => writeNaively(dynamodb, meter, run));
  const write = settle('naive: written', meter);
  await timed(`${name}: naive: searched`, async () => {
    for (const id of someIds()) await searchNaively(dynamodb, meter, id);
  });
  const search = settle('naive: searched', meter);
  log.destroy();
  return { write, search, keep: keeping('naive', 'dynamodbGigabyteMonth', bytes, 30) };
}

async function ourBill(product: EmbeddedProduct, integrationId: string, made: MadeRun): Promise<Bill> {
  const unmetered = new MadeLog(product.runtime, integrationId);
  const transitions = await countArchiveTransitions(product.runtime, unmetered);
  unmetered.destroy();

  const meter = new Meter();
  const log = new MadeLog(product.runtime, await createIntegration(product, 'metered', 'http://source.invalid'), meter);
  const run = await timed(`${name}: ours: written`, () => log.write(made));
  await timed(`${name}: ours: archived and merged`, async () => {
    await log.archive(run);
    await log.mergeWhenDue(run);
  });
  if ((await log.unmerged()) > 0) throw new Error('The run is not merged into the index.');
  meter.add('statesTransition', transitions, 'states transitions');
  for (const fn of ['archive-step', 'finish-archive', 'merge-index']) meter.add('lambdaRequest', 1, `lambda ${fn}`);
  const write = settle('ours: written', meter);
  await timed(`${name}: ours: searched`, () => searchOurs(log));
  const search = settle('ours: searched', meter);
  log.destroy();
  const kept = new MadeLog(product.runtime, log.integrationId);
  const { hot, lasting, archived } = await keptByRun(product.runtime, kept, run);
  kept.destroy();
  const keep =
    keeping('ours, hot', 'dynamodbGigabyteMonth', hot, 7) +
    keeping('ours, run and step', 'dynamodbGigabyteMonth', lasting, 30) +
    keeping('ours, archive and index', 's3GigabyteMonth', archived, 30);
  return { write, search, keep };
}

/** By one warm function, which keeps what it has read of the index. */
async function searchOurs({ deps, integrationId }: MadeLog): Promise<void> {
  const reader = new IndexReader(deps.archive);
  for (const q of someIds()) {
    const scope = { org: account.accountId, integrationId };
    const found = await searchRecords({ ...deps, reader }, scope, { q }, { limit: 50, cursor: null });
    if (found.kind !== 'page' || found.items.length === 0) throw new Error(`The log does not know ${q}.`);
  }
}

function someIds(): string[] {
  const random = createRandom(1);
  const pages = Math.floor(recordCount / pageSize);
  return Array.from({ length: searches }, () => random.pick(idsOfPage(random.between(1, pages), recordCount)));
}

/** What the meter has counted since it was asked last, in dollars. */
function settle(what: string, meter: Meter): number {
  const { dollars } = meter;
  for (const [operation, { requests, units }] of [...meter.operations].toSorted()) {
    progress(`${name}: ${what}: ${operation}: ${requests} requests, ${Math.round(units)} units`);
  }
  meter.units.clear();
  meter.operations.clear();
  return dollars;
}

function keeping(what: string, billed: Extract<Billed, `${string}GigabyteMonth`>, bytes: number, days: number): number {
  progress(`${name}: ${what}: ${bytes} bytes for ${days} days`);
  return (bytes / 2 ** 30) * (days / 30) * listPrices[billed];
}

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const begin = performance.now();
  const result = await work();
  progress(`${what} in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}
