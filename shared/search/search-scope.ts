import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { RunStore } from '../runs/run-store.ts';
import { isExpired } from '../trail/retention.ts';
import type { SearchIndexStore, StreamIndex } from './search-index-store.ts';

/** Where to search: all of an org, or what fits all that is given. */
export interface SearchScope {
  readonly org: string;
  readonly integrationId?: string | undefined;
  readonly connector?: string | undefined;
  /** Only of these. */
  readonly connectors?: readonly string[] | undefined;
  readonly runId?: string | undefined;
  readonly stream?: string | undefined;
}

export interface ScopeDependencies {
  readonly indexes: SearchIndexStore;
  readonly integrations: IntegrationStore;
  readonly runs: RunStore;
  readonly now: () => number;
}

export type ScopeRefusal =
  | { readonly kind: 'unknown-integration'; readonly integrationId: string }
  | { readonly kind: 'unknown-run'; readonly runId: string }
  | { readonly kind: 'unknown-stream'; readonly stream: string; readonly known: readonly string[] }
  /** No stream of such a connector was ever synced. Whether there is such a connector is not known here. */
  | { readonly kind: 'unused-connector'; readonly connector: string };

export type ScopeResult = { readonly kind: 'scope'; readonly indexes: readonly StreamIndex[] } | ScopeRefusal;

/** The indexes to search, in the order of integrations and streams. */
export async function resolveScope(deps: ScopeDependencies, scope: SearchScope): Promise<ScopeResult> {
  const { org, integrationId, connector, runId } = scope;
  if (runId !== undefined) return ofRun(deps, scope, runId);
  const all = await deps.indexes.list(org, integrationId);
  if (integrationId !== undefined) {
    const refusal = await refusalOf(deps, scope, integrationId, all);
    if (refusal) return refusal;
  }
  const indexes = narrowed(all, scope);
  if (connector !== undefined && all.every((index) => index.connector !== connector)) {
    return { kind: 'unused-connector', connector };
  }
  return { kind: 'scope', indexes };
}

async function ofRun(deps: ScopeDependencies, scope: SearchScope, runId: string): Promise<ScopeResult> {
  const { org, stream } = scope;
  const run = await deps.runs.get(org, runId);
  if (!run || isExpired(run.expiresAt, deps.now())) return { kind: 'unknown-run', runId };
  const { integrationId, streams } = run;
  if (stream !== undefined && !streams.includes(stream)) return { kind: 'unknown-stream', stream, known: streams };
  const indexes = await deps.indexes.getMany(streams.map((name) => ({ org, integrationId, stream: name })));
  return { kind: 'scope', indexes: narrowed(indexes, scope) };
}

/** An integration that was deleted is known as long as its runs are. */
async function refusalOf(
  { integrations }: ScopeDependencies,
  { org, stream }: SearchScope,
  integrationId: string,
  indexes: readonly StreamIndex[],
): Promise<ScopeRefusal | undefined> {
  if (stream === undefined ? indexes.length > 0 : indexes.some((index) => index.stream === stream)) return undefined;
  const integration = await integrations.get(org, integrationId);
  if (!integration && indexes.length === 0) return { kind: 'unknown-integration', integrationId };
  const offered = integration?.streams.map(({ name }) => name) ?? [];
  if (stream === undefined || offered.includes(stream)) return undefined;
  const known = new Set([...offered, ...indexes.map((index) => index.stream)]);
  return { kind: 'unknown-stream', stream, known: [...known].sort() };
}

function narrowed(
  indexes: readonly StreamIndex[],
  { integrationId, connector, connectors, stream }: SearchScope,
): StreamIndex[] {
  const place = (index: StreamIndex) => `${index.integrationId} ${index.stream}`;
  return indexes
    .filter(
      (index) =>
        (integrationId === undefined || index.integrationId === integrationId) &&
        (connector === undefined || index.connector === connector) &&
        (connectors === undefined || connectors.includes(index.connector)) &&
        (stream === undefined || index.stream === stream),
    )
    .sort((one, other) => (place(one) < place(other) ? -1 : 1));
}
