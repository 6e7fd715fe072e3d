import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { account } from '../local/account.ts';
import { createIntegration } from './bench-product.ts';
import { type EmbeddedProduct, startEmbeddedProduct } from './embedded-product.ts';
import { type Figure, figure, progress } from './figure.ts';
import { fillDays } from './made-runs/fill-days.ts';
import { MadeLog } from './made-runs/made-log.ts';
import { expectSameAsPipeline } from './made-runs/same-as-pipeline.ts';
import { recordCount } from './source/records.ts';

const name = 'archive-bytes-per-record';
/** The same as in trail-bytes.ts: a row in a log table of PostgreSQL, with its indexes. */
const bytesPerRow = 150;

/** Everything in the archive bucket after a month of daily runs, all of them merged, a record and run. */
export async function archiveBytes(): Promise<Figure[]> {
  await expectSameAsPipeline();
  const product = await startEmbeddedProduct();
  const log = new MadeLog(product.runtime, await createIntegration(product, 'bench', 'http://source.invalid'));
  try {
    const runs = await fillDays(log, { name, runsPerDay: 1, records: recordCount });
    await log.mergeAll();
    const bytes = await bytesByKind(product, log);
    const touches = runs.length * recordCount;
    for (const [kind, size] of bytes)
      progress(`${name}: ${kind} ${size} bytes, ${(size / touches).toFixed(2)} a record`);
    const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
    const index = [...bytes].reduce((sum, [kind, size]) => sum + (isOfIndex(kind) ? size : 0), 0);
    return [
      figure(name, total / touches, 'bytes', bytesPerRow),
      figure(`${name}/without-index`, (total - index) / touches, 'bytes', bytesPerRow),
    ];
  } finally {
    log.destroy();
    await product.close();
  }
}

const isOfIndex = (kind: string): boolean => kind.startsWith('index');

/** What the bucket holds, whatever it is for: also the generation of the index that the last merge has replaced. */
async function bytesByKind({ runtime }: EmbeddedProduct, { stores, deps }: MadeLog): Promise<Map<string, number>> {
  const [index] = await deps.indexes.list(account.accountId);
  const present = new Set(index?.merged?.partitions.map(({ key }) => key));
  const bytes = new Map<string, number>();
  const Bucket = runtime.resource('Storage/Archive/Bucket');
  for await (const { Contents = [] } of paginateListObjectsV2({ client: stores.s3 }, { Bucket })) {
    for (const { Key = '', Size = 0 } of Contents) {
      const kind = kindOf(Key, present);
      bytes.set(kind, (bytes.get(kind) ?? 0) + Size);
    }
  }
  return bytes;
}

/** `…/runs/{runId}/…/entities-00000.parquet` is of the kind `entities`. */
function kindOf(key: string, present: ReadonlySet<string>): string {
  if (key.split('/')[1] === 'search') return present.has(key) ? 'index' : 'index before the last merge';
  return (
    key
      .split('/')
      .at(-1)
      ?.replace(/[-.].*/, '') ?? ''
  );
}
