import { progress } from './figure.ts';
import { fullSyncUnchanged } from './full-sync.ts';
import { recordCount } from './source/records.ts';
import { fullRun, openBench, secondsOf } from './synced-product.ts';

const bench = await openBench();
const first = await fullRun(bench, 'created');
progress(`first load: ${Math.round(recordCount / secondsOf(first))} records/s`);
for (const one of await fullSyncUnchanged(bench)) console.log(JSON.stringify(one));
await bench.close();
