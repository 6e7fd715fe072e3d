import { defineConnector, SettingsError, SourceError } from '../../shared/connector/connector.ts';
import type { ConnectorContext } from '../../shared/connector/connector-context.ts';
import type { HttpRequest } from '../../shared/connector/http-client.ts';
import { formatPointer } from '../../shared/connector/json-pointer.ts';
import type { TargetRecord } from '../../shared/connector/target.ts';
import { type CompiledTargetStream, compileStreams } from './compile-streams.ts';
import { addressOf, headersOf, idAt, send } from './requests.ts';
import { type HttpTargetSettings, httpTargetSettings } from './settings.ts';

type Context = ConnectorContext<HttpTargetSettings>;

const msPerHour = 3_600_000;

/** Writes to any HTTP API that takes a request for each record. */
export const httpTarget = defineConnector<HttpTargetSettings>({
  type: 'http-target',
  title: 'HTTP API (target)',
  settings: httpTargetSettings,
  secrets: ({ secretHeaders }) => Object.keys(secretHeaders).map((name) => formatPointer(['secretHeaders', name])),
  streams(settings) {
    const { problems } = compileStreams(settings);
    if (problems.length > 0) throw new SettingsError(problems);
    // Once a day all is compared, whatever was missed.
    return Object.entries(settings.streams).map(([name, { from = name }]) => ({
      name,
      from,
      modes: ['full'],
      byId: true,
      rhythm: { kind: 'rate', every: 1, unit: 'days' },
    }));
  },
  async test({ http, settings }) {
    const url = settings.test === undefined ? settings.baseUrl : addressOf(settings.baseUrl, settings.test);
    try {
      const { status } = await send(http, { method: 'GET', url, headers: headersOf(settings) });
      return { ok: true, message: `${url} answered with ${status}.` };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // Many APIs have nothing at their root; that they say so shows that they are there.
      const isThere = settings.test === undefined && /^http_(?:404|405)$/.test(error.code);
      if (isThere)
        return { ok: true, message: `${url} answers; whether the credentials are right, "test" would show.` };
      return { ok: false, message: error.message };
    }
  },
  read() {
    throw new SettingsError(['A target is written to, and never read.']);
  },
  target: {
    source: ({ from, streams }) => ({
      integrationId: from.integrationId,
      streams: Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, stream.from ?? name])),
    }),
    concurrency: ({ concurrency }) => concurrency,
    abilities(settings, stream) {
      const { idempotencyHeader, idempotencyHours, ifUnclear, ...requests } = streamOf(settings, stream).settings;
      return {
        deletes: requests.delete !== undefined,
        finds: requests.find !== undefined,
        createsOnceForMs: idempotencyHeader === undefined ? null : idempotencyHours * msPerHour,
        ifUnclear,
      };
    },
    async create(context, record) {
      const { create, settings } = streamOf(context.settings, record.stream);
      const { idempotencyHeader, targetId } = settings;
      const response = await send(context.http, {
        ...completed(context, create(record, context.now), settings, record),
        idempotent: idempotencyHeader !== undefined,
      });
      if (targetId === undefined) return { targetId: null };
      const id = idAt(response, targetId);
      if (id !== null) return { targetId: id };
      throw new SourceError('target_no_id', `The target took the record, but its answer has no id at ${targetId}.`);
    },
    async update(context, record) {
      const { update, settings } = streamOf(context.settings, record.stream);
      const request = completed(context, update(record, context.now), settings, record);
      await send(context.http, { ...request, idempotent: true });
    },
    async remove(context, record) {
      const { remove, settings } = streamOf(context.settings, record.stream);
      if (!remove) throw new TypeError(`${record.stream} has no delete request.`);
      const request = completed(context, remove(record, context.now), settings, record);
      await send(context.http, { ...request, idempotent: true });
    },
    async find(context, record) {
      const { find, settings } = streamOf(context.settings, record.stream);
      if (!find || !settings.find) throw new TypeError(`${record.stream} has no find request.`);
      try {
        const request = { ...find(record, context.now), headers: headersOf(context.settings), idempotent: true };
        const id = idAt(await send(context.http, request), settings.find.targetId);
        return id === null ? null : { targetId: settings.targetId === undefined ? null : id };
      } catch (error) {
        if (error instanceof SourceError && error.code === 'http_404') return null;
        throw error;
      }
    },
  },
});

function streamOf(settings: HttpTargetSettings, stream: string): CompiledTargetStream {
  const found = compileStreams(settings).streams.get(stream);
  if (!found) throw new SettingsError([`The settings have no stream "${stream}" (any more).`]);
  return found;
}

function completed(
  { settings }: Context,
  request: Pick<HttpRequest, 'method' | 'url' | 'json'>,
  { idempotencyHeader }: CompiledTargetStream['settings'],
  { idempotencyKey }: TargetRecord,
): HttpRequest {
  const headers = headersOf(settings);
  return {
    ...request,
    headers: { ...headers, ...(idempotencyHeader !== undefined && { [idempotencyHeader]: idempotencyKey }) },
  };
}
