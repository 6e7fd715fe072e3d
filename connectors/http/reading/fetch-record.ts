import { type FetchedRecord, SourceError, type SourceRecord } from '../../../shared/connector/connector.ts';
import type { ConnectorContext } from '../../../shared/connector/connector-context.ts';
import type { HttpResponse } from '../../../shared/connector/http-client.ts';
import type { JsonObject } from '../../../shared/connector/json.ts';
import { type Scope, withVariables } from '../expressions/scope.ts';
import type { CompiledStream } from '../manifest/compiled-stream.ts';
import type { RecordById } from '../manifest/record-by-id.ts';
import { RequestDraft } from '../manifest/request-draft.ts';
import { sendRequest } from './send-request.ts';
import { toRecord } from './to-record.ts';

type Context = Pick<ConnectorContext<{ config: JsonObject }>, 'http' | 'now' | 'settings'>;

/**
 * Asks for one record. 404 and 410 say that there is none; any other answer that does not hold this record is an error:
 * SourceError `not_the_record`.
 */
export async function fetchRecord(
  stream: CompiledStream,
  byId: RecordById,
  { http, settings, now }: Context,
  id: string,
): Promise<FetchedRecord> {
  const scope: Scope = { variables: { config: settings.config }, now };
  const response = await ask(http, byId, scope, id);
  if (response === 'gone') return { kind: 'gone' };
  const found = response.status === 204 ? [] : byId.selector.select(response.json(), scope);
  const records = found.map((record) => toRecord(stream, record));
  const record = records.find((one) => one.id === id);
  if (record) return { kind: 'found', record };
  throw new SourceError('not_the_record', `The source was asked for ${id}, and answered with ${whatCame(records)}.`);
}

async function ask(
  http: Context['http'],
  { requester }: RecordById,
  scope: Scope,
  id: string,
): Promise<HttpResponse | 'gone'> {
  const url = requester.url(withId(scope, inAddress(id)), { next: null, current: null });
  const draft = new RequestDraft();
  requester.fill(draft, withId(scope, id));
  requester.authenticator?.authenticate(draft, withId(scope, id));
  try {
    return await sendRequest(http, requester, url, draft);
  } catch (error) {
    if (error instanceof SourceError && (error.code === 'http_404' || error.code === 'http_410')) return 'gone';
    throw error;
  }
}

/** So that an id does not reach beyond its place in the address. */
function inAddress(id: string): string {
  if (id !== '.' && id !== '..' && id.isWellFormed()) return encodeURIComponent(id);
  throw new SourceError('bad_id', `The record ${id} cannot be asked for: its id cannot be part of an address.`);
}

const withId = (scope: Scope, id: string): Scope =>
  withVariables(scope, {
    next_page_token: null,
    stream_interval: {},
    stream_partition: { id },
    stream_slice: { id },
  });

function whatCame([first, ...others]: readonly SourceRecord[]): string {
  if (first === undefined) return 'no record';
  if (others.length > 0) return `${others.length + 1} other records`;
  return first.id === null ? 'a record without an id' : `the record ${first.id}`;
}
