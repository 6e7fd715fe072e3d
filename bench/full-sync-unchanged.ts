import { bareLoop } from './bare-loop.ts';
import { type Bench, fullRun, recordsPerSecond } from './bench-product.ts';
import { type Figure, figure, progress } from './figure.ts';

const rounds = 5;

/**
 * A full run in which nothing has changed, beside a bare loop over the same pages: the best of five of each, in turn,
 * once the workers are warm.
 */
export async function fullSyncUnchanged(bench: Bench): Promise<Figure[]> {
  progress(`full-sync-unchanged: warm-up ${Math.round(recordsPerSecond(await fullRun(bench, 'unchanged')))} records/s`);
  await bareLoop(bench.source.url);
  let [ours, bare] = [0, 0];
  for (let round = 1; round <= rounds; round++) {
    const bareRate = await bareLoop(bench.source.url);
    const rate = recordsPerSecond(await fullRun(bench, 'unchanged'));
    progress(`full-sync-unchanged: ${Math.round(rate)} records/s, bare loop ${Math.round(bareRate)}`);
    [ours, bare] = [Math.max(ours, rate), Math.max(bare, bareRate)];
  }
  return [figure('full-sync-unchanged', ours, 'records/s', bare)];
}
