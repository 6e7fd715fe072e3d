import { isDeepStrictEqual } from 'node:util';
import type { SourceRecord, TestResult } from '../../../shared/connector/connector.ts';
import { SourceError } from '../../../shared/connector/connector.ts';
import type { ConnectorContext } from '../../../shared/connector/connector-context.ts';
import type { JsonObject } from '../../../shared/connector/json.ts';
import { OutOfTimeError } from '../../../shared/connector/out-of-time-error.ts';
import type { CompiledStream } from '../manifest/compiled-stream.ts';
import { explainExpressionError } from './expression-errors.ts';
import { fetchRecord } from './fetch-record.ts';
import { readStream } from './read-stream.ts';

type Context = ConnectorContext<{ config: JsonObject }>;

/** Reads one page of each of the streams, and one record where it can be asked for, and says what was reached or what to do. */
export async function testConnection(
  streams: readonly CompiledStream[],
  context: Context,
  credentials: readonly string[],
): Promise<TestResult> {
  const reached: string[] = [];
  for (const stream of streams) {
    try {
      reached.push(await firstPage(stream, context));
    } catch (thrown) {
      const error = explainExpressionError(thrown, stream.name);
      if (error instanceof OutOfTimeError)
        return { ok: false, message: `${stream.name}: ${error.message} Test again later.` };
      if (!(error instanceof SourceError)) throw error;
      return { ok: false, message: `${stream.name}: ${error.message}${hint(error.code, credentials)}` };
    }
  }
  return { ok: true, message: `${reached.join('; ')}.` };
}

async function firstPage(stream: CompiledStream, context: Context): Promise<string> {
  const request = { stream: stream.name, mode: 'full', cursor: null, resume: null } as const;
  for await (const { records, reportedTotal } of readStream(stream, context, request)) {
    const withoutId = records.filter(({ id }) => id === null).length;
    const total = reportedTotal === undefined ? '' : ` of ${reportedTotal}`;
    const warning = withoutId === 0 ? '' : `, ${withoutId} without an id: check primary_key`;
    const nothing = records.length === 0 ? ' (if there should be some, check field_path)' : '';
    const single = await checkById(stream, context, records);
    return `${stream.name}: ${records.length}${total} records on the first page${warning}${nothing}${single}`;
  }
  return `${stream.name}: nothing to read, its start_datetime is not in the past`;
}

/** A wrong address would have records deleted, so one that is there is asked for. */
async function checkById(stream: CompiledStream, context: Context, records: readonly SourceRecord[]): Promise<string> {
  const [listed] = records.filter(({ id }) => id !== null);
  if (!stream.byId || listed?.id == null) return '';
  const found = await fetchRecord(stream, stream.byId, context, listed.id);
  if (found.kind === 'gone') {
    const message = `${listed.id} is on the first page, and asked for by its id it is not there: check x-syncline.`;
    throw new SourceError('not_the_record', message);
  }
  if (isDeepStrictEqual(found.record.data, listed.data)) return '';
  return ', and asked for by its id one has other content: it would seem to change with each such run';
}

/** Which settings to look at when the source does not let us in. */
function hint(code: string, credentials: readonly string[]): string {
  if ((code !== 'http_401' && code !== 'http_403') || credentials.length === 0) return '';
  return ` The credentials come from ${credentials.join(', ')}.`;
}
