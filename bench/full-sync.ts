import { bareLoop } from './bare-loop.ts';
import { type Figure, figure, progress } from './figure.ts';
import { recordCount } from './source/records.ts';
import { type Bench, fullRun, secondsOf } from './synced-product.ts';

const rounds = 3;

/** A full run in which nothing has changed, beside a bare loop over the same pages; each the best of three, in turn. */
export async function fullSyncUnchanged(bench: Bench): Promise<Figure[]> {
  const warmUp = await fullRun(bench, 'unchanged');
  progress(`warm-up: ${Math.round(recordCount / secondsOf(warmUp))} records/s`);
  await bareLoop(bench.source.url);
  let [ours, bare] = [0, 0];
  for (let round = 1; round <= rounds; round++) {
    const bareRate = await bareLoop(bench.source.url);
    const rate = recordCount / secondsOf(await fullRun(bench, 'unchanged'));
    progress(`round ${round}: ${Math.round(rate)} records/s, bare loop ${Math.round(bareRate)}`);
    ours = Math.max(ours, rate);
    bare = Math.max(bare, bareRate);
  }
  return [figure('full-sync-unchanged', ours, 'records/s', bare)];
}
