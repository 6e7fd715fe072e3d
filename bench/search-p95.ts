import { createIntegration } from './bench-product.ts';
import { startEmbeddedProduct } from './embedded-product.ts';
import { type Figure, figure, progress } from './figure.ts';
import { p95, tellLatencies } from './latencies.ts';
import { days, fillDays } from './made-runs/fill-days.ts';
import { MadeLog } from './made-runs/made-log.ts';
import { expectSameAsPipeline } from './made-runs/same-as-pipeline.ts';
import { coldSearch, type SearchSeries, searchLatencies } from './search-latencies.ts';
import { recordCount } from './source/records.ts';

const name = 'search-30x100k-p95';
const requests = 300;
/** As many as make the function warm, not so many that it has all of the index in memory. */
const warmUp = 30;
/** Runs that come in one day before a fourth makes them be merged. */
const moreRuns = 3;
const hourMs = 3_600_000;

/**
 * Search by external id over a month of runs: as the product leaves it, with all runs merged, and with as many runs
 * that are not merged yet as there ever are.
 */
export async function searchP95(): Promise<Figure[]> {
  await expectSameAsPipeline();
  const product = await startEmbeddedProduct();
  let log = new MadeLog(product.runtime, await createIntegration(product, 'bench', 'http://source.invalid'));
  const measure = async (what: string, seed: number, runs: number): Promise<number> => {
    const series: SearchSeries = { name: what, records: recordCount, requests, warmUp, hits: runs, limit: 50, seed };
    log.destroy();
    await coldSearch(product, series);
    log = new MadeLog(product.runtime, log.integrationId);
    progress(`${what}: ${runs} runs, ${await log.unmerged()} of them not merged`);
    const latencies = await searchLatencies(product, series);
    tellLatencies(what, latencies);
    return p95(latencies);
  };
  try {
    await fillDays(log, { name, runsPerDay: 1, records: recordCount });
    const asLeft = await measure(name, 1, days);
    await log.mergeAll();
    const merged = await measure(`${name}/all-merged`, 2, days);
    for (let more = 1; more <= moreRuns; more++) {
      const startedAt = Date.now() - (hourMs * (moreRuns - more)) / moreRuns - hourMs / 4;
      await log.archive(await log.write({ number: days + more, records: recordCount, startedAt }));
    }
    const unmerged = await measure(`${name}/three-unmerged`, 3, days + moreRuns);
    return [
      figure(name, asLeft, 'ms'),
      figure(`${name}/all-merged`, merged, 'ms'),
      figure(`${name}/three-unmerged`, unmerged, 'ms'),
    ];
  } finally {
    log.destroy();
    await product.close();
  }
}
