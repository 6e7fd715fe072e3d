import { createRandom } from '../../demo/random.ts';
import type { Call } from '../../shared/api/call.ts';
import { chunkLimits } from '../../shared/chunks/chunk.ts';
import { createRedactor } from '../../shared/connector/redactor.ts';
import { type Hash64, hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { fieldDiff } from '../../shared/records/field-diff.ts';
import { fieldRedactor } from '../../shared/records/redact-fields.ts';
import { inTrailOrder } from '../../shared/trail/entity-order.ts';
import { pageOf } from '../../shared/trail/page-entry.ts';
import type { EntityEntry, TrailBlock } from '../../shared/trail/trail-block.ts';
import { pageCount, pageSize } from '../source/records.ts';
import { pageOfRun, type ReadRecord } from './page-of-run.ts';

/** One of many runs over the same source, each a little after the other. */
export interface MadeRun {
  /** Its place among them, the first being 0; what a run changes follows from it. */
  readonly number: number;
  readonly records: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

export interface MadeChunk {
  readonly chunk: number;
  readonly block: TrailBlock;
  readonly keys: readonly Hash64[];
  /** When the last of its pages was there; epoch milliseconds. */
  readonly endedAt: number;
}

export const sourceUrl = 'http://source.invalid/contacts';
export const pagesPerChunk = chunkLimits.records / pageSize;
const redactor = fieldRedactor(createRedactor([]));

/** The blocks that the pipeline would have written for a run in which hardly anything has changed. */
export function* chunksOfRun(run: MadeRun): Generator<MadeChunk> {
  const pages = pageCount(run.records);
  const random = createRandom(run.number);
  let at = run.startedAt;
  for (let chunk = 0; chunk * pagesPerChunk < pages; chunk++) {
    const entities: EntityEntry[] = [];
    const calls: Call[] = [];
    const ofPages: TrailBlock['pages'][number][] = [];
    const first = chunk * pagesPerChunk + 1;
    for (let page = first; page < first + pagesPerChunk && page <= pages; page++) {
      const records = pageOfRun(run.number, page, run.records);
      const durationMs = random.between(40, 400);
      const call = callOf(page, new Date(at).toISOString(), durationMs);
      calls.push(call);
      ofPages.push(pageOf({ page, records: records.length, at: call.at, calls: [call], error: null }));
      entities.push(...records.map((record) => entityOf(record, page)));
      at += durationMs;
    }
    const block = { at: new Date(at).toISOString(), pages: ofPages, calls, entities: inTrailOrder(entities) };
    const keys = entities.flatMap(({ externalId }) => (externalId === null ? [] : [hash64(externalId)]));
    yield { chunk, block, keys, endedAt: at };
  }
}

const callOf = (page: number, at: string, durationMs: number): Call => ({
  method: 'GET',
  url: sourceUrl,
  params: page === 1 ? {} : { page: String(page) },
  status: 200,
  durationMs,
  attempt: 1,
  at,
  error: null,
  rateLimit: null,
  page,
});

function entityOf({ id, name, change, repeated }: ReadRecord, page: number): EntityEntry {
  const base = { externalId: id, name, page };
  if (id === null) return skipped(base, 'no_id', 'The record has no id that can be used.');
  if (repeated) {
    return skipped(base, 'duplicate_id', 'A record with this id came before in this run; the first one counts.');
  }
  if (change === null) return { ...base, action: 'NONE', status: 'OK' };
  const line = JSON.stringify(change.after);
  const changes = fieldDiff(JSON.stringify(change.before), line, redactor);
  return { ...base, action: 'UPDATE', status: 'OK', content: hashToHex(hash64(line)), changes };
}

const skipped = (
  base: Pick<EntityEntry, 'externalId' | 'name' | 'page'>,
  code: string,
  message: string,
): EntityEntry => ({ ...base, action: 'SKIP', status: 'WARNING', code, message });
