import { http } from '../../../connectors/http/http.ts';
import type { ReadRequest, SourcePage } from '../../../shared/connector/connector.ts';
import type { Json, JsonObject } from '../../../shared/connector/json.ts';
import { httpWorld } from '../../connector/http-world.ts';
import { type Answer, startSource } from '../../connector/source-server.ts';

/** The parts of a one-stream manifest, each as YAML in flow style. */
export interface Parts {
  readonly requester?: string;
  readonly authenticator?: string;
  readonly path?: string;
  readonly fieldPath?: string;
  readonly paginator?: string;
  readonly cursor?: string;
  readonly primaryKey?: string;
  readonly more?: string;
}

export function manifestOf(parts: Parts): string {
  const { path = '/items', fieldPath = '[]', primaryKey = 'id' } = parts;
  return `
version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [items] }
streams:
  - type: DeclarativeStream
    name: items
    primary_key: ${primaryKey}
    ${parts.cursor === undefined ? '' : `incremental_sync: ${parts.cursor}`}
    ${parts.more ?? ''}
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['origin'] }}"
        path: "${path}"
        ${parts.authenticator === undefined ? '' : `authenticator: ${parts.authenticator}`}
        ${parts.requester ?? ''}
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: ${fieldPath} } }
      ${parts.paginator === undefined ? '' : `paginator: ${parts.paginator}`}
`;
}

/** Reads the stream `items` of a manifest from a real server that answers as given. */
export async function readWorld(
  parts: Parts,
  answer: Answer,
  { config = {}, now, secrets = [] }: { config?: JsonObject; now?: number; secrets?: string[] } = {},
) {
  const server = await startSource(answer);
  const world = httpWorld({ secrets, ...(now === undefined ? {} : { now: () => now }) });
  const settings = { manifest: manifestOf(parts), config: { origin: server.origin, ...config } };
  const signal = new AbortController().signal;
  const context = { settings, http: world.client, signal, now: world.now };
  return {
    server,
    ...world,
    settings,
    context,
    async read(request: Partial<ReadRequest> = {}, most = 50): Promise<SourcePage[]> {
      const pages: SourcePage[] = [];
      const all: ReadRequest = { stream: 'items', mode: 'full', cursor: null, resume: null, ...request };
      for await (const page of http.read(context, all)) {
        pages.push(page);
        if (pages.length >= most) break;
      }
      return pages;
    },
    urls: () => server.seen.map(({ url }) => decodeURIComponent(url)),
  };
}

export type ReadWorld = Awaited<ReturnType<typeof readWorld>>;

export const idsOf = (pages: readonly SourcePage[]) => pages.map(({ records }) => records.map(({ id }) => id));
export const items = (...ids: Json[]) => ids.map((id) => ({ id }));
