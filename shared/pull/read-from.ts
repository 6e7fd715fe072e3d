import { type Connector, type ReadRequest, SourceError } from '../connector/connector.ts';
import type { ConnectorContext } from '../connector/connector-context.ts';
import { fetchById } from './fetch-by-id.ts';
import type { PulledPage } from './pulled-page.ts';

/** What is asked of a source: all of a stream, or some of its records. */
export interface SourceRequest extends ReadRequest {
  /** Only these records, each asked for by itself; null for all. */
  readonly ids: readonly string[] | null;
}

/** Asks a source through its connector, wherever that runs: here, or at a runner. */
export function readFrom(
  connector: Connector,
  context: ConnectorContext<unknown>,
  { ids, ...request }: SourceRequest,
): AsyncIterable<PulledPage> {
  if (!ids) return connector.read(context, request);
  const { fetchOne } = connector;
  if (!fetchOne) {
    throw new SourceError('not_by_id', `The connector ${connector.type} cannot be asked for single records any more.`);
  }
  return fetchById((id) => fetchOne.call(connector, context, request.stream, id), ids, request.resume);
}
