import { createRandom } from '../demo/random.ts';
import type { SearchHit, SearchList } from '../shared/api/search.ts';
import type { EmbeddedProduct } from './embedded-product.ts';
import { progress } from './figure.ts';
import { timedGet } from './latencies.ts';
import { idsOfPage } from './made-runs/page-of-run.ts';
import { pageSize } from './source/records.ts';

export interface SearchSeries {
  readonly name: string;
  /** Of each run; any of them may be searched for. */
  readonly records: number;
  readonly requests: number;
  /** Requests before those that are measured. */
  readonly warmUp: number;
  /** Hits that each search for a record that is there must bring. */
  readonly hits: number;
  readonly limit: number;
  /** Other records for each series. */
  readonly seed: number;
}

/** Of ten searches, one is for a record that nobody has ever seen. */
const inVain = 0.1;

/** Milliseconds of searches by external id over HTTP, one after the other, once the function is warm. */
export async function searchLatencies(product: EmbeddedProduct, series: SearchSeries): Promise<number[]> {
  const random = createRandom(series.seed);
  const search = async () => {
    const isThere = random.next() >= inVain;
    const id = randomId(random, series.records);
    return timedSearch(product, series, isThere ? id : `${id}-nobody`, isThere ? series.hits : 0);
  };
  for (let request = 0; request < series.warmUp; request++) await search();
  const milliseconds: number[] = [];
  for (let request = 0; request < series.requests; request++) milliseconds.push(await search());
  return milliseconds;
}

/** One search by a function that was just started, its start included. */
export async function coldSearch(product: EmbeddedProduct, series: SearchSeries): Promise<void> {
  await product.restart();
  const id = randomId(createRandom(series.seed + 1), series.records);
  const [first, second] = [
    await timedSearch(product, series, id, series.hits),
    await timedSearch(product, series, id, series.hits),
  ];
  progress(`${series.name}: cold ${first.toFixed(0)} ms, the same again ${second.toFixed(1)} ms`);
}

function randomId(random: ReturnType<typeof createRandom>, records: number): string {
  return random.pick(idsOfPage(random.between(1, Math.floor(records / pageSize)), records));
}

/** Throws unless it brings exactly what it must: a search that finds nothing would be fast. */
async function timedSearch(
  { runtime }: EmbeddedProduct,
  { limit }: SearchSeries,
  id: string,
  hits: number,
): Promise<number> {
  const url = `${runtime.url}/v1/search?q=${encodeURIComponent(id)}&limit=${limit}`;
  const { milliseconds, body } = await timedGet<SearchList<SearchHit>>(url);
  if (body.items.length !== hits || body.items.some(({ externalId }) => externalId !== id)) {
    throw new Error(`${url} brought ${body.items.length} hits instead of ${hits}.`);
  }
  return milliseconds;
}
