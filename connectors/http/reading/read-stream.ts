import type { ReadRequest, SourcePage, SourceRecord } from '../../../shared/connector/connector.ts';
import type { ConnectorContext } from '../../../shared/connector/connector-context.ts';
import type { HttpResponse } from '../../../shared/connector/http-client.ts';
import type { Json, JsonObject } from '../../../shared/connector/json.ts';
import { type LinkTargets, parseLinkHeader } from '../../../shared/connector/link-header.ts';
import { type DateTime, earlierOf, laterOf } from '../datetime/date-time.ts';
import type { Scope } from '../expressions/scope.ts';
import { HeaderMap } from '../expressions/values.ts';
import type { CompiledStream } from '../manifest/compiled-stream.ts';
import type { Interval, OpenCursor } from '../manifest/cursor.ts';
import { fetchPage } from './fetch-page.ts';
import { expectNewPage, followToken, noMark, type PagePrint } from './loop-guard.ts';
import { type Position, type Progress, readPosition, writePosition } from './position.ts';
import { reportedTotalOf } from './reported-total.ts';
import { toRecord } from './to-record.ts';

type Context = Pick<ConnectorContext<{ config: JsonObject }>, 'http' | 'now' | 'signal' | 'settings'>;

/** Reads a stream page by page: for each interval of its cursor (one, without a cursor) until its last page. */
export async function* readStream(
  stream: CompiledStream,
  context: Context,
  request: ReadRequest,
): AsyncGenerator<SourcePage> {
  const scope: Scope = { variables: { config: context.settings.config }, now: context.now };
  const cursor = stream.cursor?.open(scope) ?? null;
  const progress = request.resume === null ? begin(stream, cursor, request) : readPosition(request.resume);
  let last: PagePrint | null = null;
  for (let next: Progress = progress; next.kind === 'more'; ) {
    context.signal.throwIfAborted();
    const at: Position = next.position;
    const interval = cursor && at.span ? firstOf(cursor.intervals(at.span.from, at.span.to)) : null;
    if (cursor && !interval) return;
    const isFirst = at.current === null;
    const fetched = await fetchPage(context.http, stream.retriever, scope, { ...at, cursor, interval, isFirst });
    const body = bodyOf(fetched.response);
    const found = stream.retriever.selector.select(body, scope);
    const records = found.map((record) => toRecord(stream, record));

    const print = { text: fetched.response.text, ids: records.map(({ id }) => id) };
    if (!isFirst) expectNewPage(last, print, stream.name);
    last = print;
    const latest = cursor ? latestOf(cursor, records, at.latest) : null;
    const headers = headerMap(fetched.response);
    const page = {
      response: Array.isArray(body) ? (body[0] ?? {}) : body,
      headers,
      count: found.length,
      lastRecord: found.at(-1) ?? null,
    };
    const token = stream.retriever.paginator.next(page, at.token, fetched.scope);
    next = advance(stream, cursor, { ...at, latest }, interval, fetched.cleanToken(token), fetched.url);
    yield {
      records,
      resume: writePosition(next),
      ...cursorField(cursor, latest, request),
      ...totalField(fetched.response, body, cursor),
    };
  }
}

function begin(stream: CompiledStream, cursor: OpenCursor | null, { mode, cursor: kept }: ReadRequest): Progress {
  const from = cursor && mode === 'update' && typeof kept === 'string' ? cursor.after(kept) : (cursor?.start ?? null);
  const span = cursor && from ? { from, to: cursor.end } : null;
  const token = stream.retriever.paginator.initial;
  return { kind: 'more', position: { span, token, current: null, latest: null, mark: noMark } };
}

/** The next page of the interval, or the first of the next interval, or the end. */
function advance(
  stream: CompiledStream,
  cursor: OpenCursor | null,
  at: Position,
  interval: Interval | null,
  token: Json,
  url: string,
): Progress {
  if (token !== null) {
    return { kind: 'more', position: { ...at, token, current: url, mark: followToken(at.mark, token, stream.name) } };
  }
  if (!cursor || !at.span || !interval) return { kind: 'end' };
  const following = secondOf(cursor.intervals(at.span.from, at.span.to));
  if (!following) return { kind: 'end' };
  const span = { from: following.from, to: at.span.to };
  return {
    kind: 'more',
    position: { ...at, span, token: stream.retriever.paginator.initial, current: null, mark: noMark },
  };
}

function firstOf(intervals: Iterable<Interval>): Interval | null {
  for (const interval of intervals) return interval;
  return null;
}

function secondOf(intervals: Iterable<Interval>): Interval | null {
  let passedFirst = false;
  for (const interval of intervals) {
    if (passedFirst) return interval;
    passedFirst = true;
  }
  return null;
}

/** 204 says in so many words that there is nothing. Any other empty body is an answer that got lost: not JSON. */
const bodyOf = (response: HttpResponse): Json => (response.status === 204 ? {} : response.json());

function latestOf(cursor: OpenCursor, records: readonly SourceRecord[], before: DateTime | null): DateTime | null {
  let latest = before;
  for (const { data } of records) {
    const time = cursor.timeOf(data);
    if (time !== null) latest = latest === null ? time : laterOf(latest, time);
  }
  return latest;
}

/**
 * The cursor to keep: the latest time seen, but no later than the end of what was read, since a record from the future
 * would hide every change until then. Without any record, what was kept before, or the start.
 */
function cursorField(
  cursor: OpenCursor | null,
  latest: DateTime | null,
  request: ReadRequest,
): Pick<SourcePage, 'cursor'> {
  if (cursor === null) return {};
  if (latest !== null) return { cursor: cursor.format(earlierOf(latest, cursor.end)) };
  return {
    cursor:
      request.mode === 'update' && typeof request.cursor === 'string' ? request.cursor : cursor.format(cursor.start),
  };
}

/** The total of one interval is not that of the read. */
function totalField(response: HttpResponse, body: Json, cursor: OpenCursor | null): Pick<SourcePage, 'reportedTotal'> {
  const total = cursor === null || cursor.isUndivided ? reportedTotalOf(response, body) : null;
  return total === null ? {} : { reportedTotal: total };
}

function headerMap({ headers, url }: HttpResponse): HeaderMap {
  const links: LinkTargets = parseLinkHeader(headers['link'] ?? '');
  for (const link of Object.values(links)) link.url = URL.parse(link.url, url)?.href ?? link.url;
  return new HeaderMap({ ...headers, link: links });
}
