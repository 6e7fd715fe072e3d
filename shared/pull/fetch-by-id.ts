import { type FetchedRecord, SourceError } from '../connector/connector.ts';
import type { Json } from '../connector/json.ts';
import type { PulledPage, PulledRecord } from './pulled-page.ts';

/**
 * Records with certain ids, each asked for by itself, so that each is a page with its own calls. What the source has no
 * more is told as gone. An id that the source will not answer for is told as failed, and the others go on; where it
 * would answer for none, the SourceError is thrown.
 */
export async function* fetchById(
  fetchOne: (id: string) => Promise<FetchedRecord>,
  ids: readonly string[],
  resume: Json,
): AsyncGenerator<PulledPage> {
  for (let index = Number(resume ?? 0); index < ids.length; index++) {
    const record = await fetched(fetchOne, ids[index] ?? '');
    const { verdict } = record;
    const error = verdict?.kind === 'failed' && `${verdict.code}: ${verdict.message}`;
    yield { records: [record], resume: index + 1, reportedTotal: ids.length, ...(error && { error }) };
  }
}

async function fetched(fetchOne: (id: string) => Promise<FetchedRecord>, id: string): Promise<PulledRecord> {
  const absent = { id, name: null, data: {} };
  try {
    const answer = await fetchOne(id);
    if (answer.kind === 'gone') return { ...absent, verdict: { kind: 'gone' } };
    if (answer.record.id === id) return answer.record;
    const other = answer.record.id === null ? 'a record without an id' : `the record ${answer.record.id}`;
    const message = `The source was asked for ${id}, and answered with ${other}.`;
    return { ...absent, verdict: { kind: 'failed', code: 'other_record', message } };
  } catch (error) {
    if (!(error instanceof SourceError) || concernsAll(error)) throw error;
    return { ...absent, verdict: { kind: 'failed', code: error.code, message: error.message } };
  }
}

/** Credentials, limits, connections: the next id would fare no better. */
const concernsAll = ({ code }: SourceError): boolean =>
  /^http_(?:401|403|408|425|429|5\d\d)$/.test(code) || everywhere.has(code);

const everywhere = new Set(['timeout', 'network', 'rate_limited', 'bad_url', 'unsafe_redirect', 'settings_invalid']);
