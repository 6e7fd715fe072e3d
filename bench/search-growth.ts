import { createIntegration } from './bench-product.ts';
import { startEmbeddedProduct } from './embedded-product.ts';
import { type Figure, figure } from './figure.ts';
import { p95, tellLatencies } from './latencies.ts';
import { days, fillDays } from './made-runs/fill-days.ts';
import { MadeLog } from './made-runs/made-log.ts';
import { expectSameAsPipeline } from './made-runs/same-as-pipeline.ts';
import { coldSearch, searchLatencies } from './search-latencies.ts';

const name = 'search-growth';
/** Of each run: few enough that hundreds of them can be made. */
const records = Number(process.env['BENCH_GROWTH_RECORDS'] ?? 10_000);
const requests = 300;
/** Enough to have all of an index this small in memory, whatever the number of runs: what is compared is the work. */
const warmUp = 200;

/** How much slower a search gets by sixteen times as many runs over the same days. */
export async function searchGrowth(): Promise<Figure[]> {
  await expectSameAsPipeline();
  const [few, some, many] = [await p95With(1), await p95With(4), await p95With(16)];
  return [
    figure(name, many / few, 'times'),
    figure(`${name}/1-a-day`, few, 'ms'),
    figure(`${name}/4-a-day`, some, 'ms', few),
    figure(`${name}/16-a-day`, many, 'ms', few),
  ];
}

async function p95With(runsPerDay: number): Promise<number> {
  const product = await startEmbeddedProduct();
  try {
    const log = new MadeLog(product.runtime, await createIntegration(product, 'bench', 'http://source.invalid'));
    const runs = await fillDays(log, { name: `${name}/${runsPerDay}-a-day`, runsPerDay, records });
    await log.mergeAll();
    log.destroy();
    // The answers must be as long: with more runs there would be more hits to give.
    const limit = Math.min(25, days);
    const of = {
      name: `${name}, ${runs.length} runs`,
      records,
      requests,
      warmUp,
      hits: limit,
      limit,
      seed: runsPerDay,
    };
    await coldSearch(product, of);
    const latencies = await searchLatencies(product, of);
    tellLatencies(of.name, latencies);
    return p95(latencies);
  } finally {
    await product.close();
  }
}
