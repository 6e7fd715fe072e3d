/** `npm run bench [-- NAME…]`: one line of JSON for each figure on stdout; what goes on meanwhile on stderr. */
import { archiveBytes } from './archive-bytes.ts';
import { awsCostPerMillion } from './aws-cost.ts';
import { type Bench, openBench } from './bench-product.ts';
import { coldStart } from './cold-start.ts';
import { consoleFirstLoad } from './console-first-load.ts';
import { drilldown } from './drilldown.ts';
import type { Figure } from './figure.ts';
import { firstLoad } from './first-load.ts';
import { fullSyncUnchanged } from './full-sync-unchanged.ts';
import { naiveLog } from './naive-log.ts';
import { searchGrowth } from './search-growth.ts';
import { searchP95 } from './search-p95.ts';
import { trailBytesPerRecord } from './trail-bytes.ts';

/** These share one product, in this order: the first one fills it. */
const ofProduct: Record<string, (bench: Bench) => Promise<Figure[]>> = {
  'first-load': firstLoad,
  'full-sync-unchanged': fullSyncUnchanged,
  'trail-bytes-per-record': trailBytesPerRecord,
};
const alone: Record<string, () => Promise<Figure[]>> = {
  'cold-start': coldStart,
  'console-first-load': consoleFirstLoad,
  'aws-cost-per-million': awsCostPerMillion,
  'archive-bytes-per-record': archiveBytes,
  'search-30x100k-p95': searchP95,
  'search-growth': searchGrowth,
  'drilldown-1M-p95': drilldown,
  'naive-log': naiveLog,
};

const names = [...Object.keys(ofProduct), ...Object.keys(alone)];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${names.join(', ')}.\n`);
  process.exit(2);
}
const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name);

if (Object.keys(ofProduct).some(isAsked)) {
  const bench = await openBench();
  try {
    for (const [name, measure] of Object.entries(ofProduct)) {
      // The others need a store that is filled.
      if (isAsked(name)) print(await measure(bench));
      else if (name === 'first-load') await firstLoad(bench);
    }
  } finally {
    await bench.close();
  }
}
for (const [name, measure] of Object.entries(alone)) if (isAsked(name)) print(await measure());

function print(figures: readonly Figure[]): void {
  for (const one of figures) process.stdout.write(`${JSON.stringify(one)}\n`);
}
