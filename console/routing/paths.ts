/** The console's addresses; whoever links to a page takes its address from here. */
const segment = encodeURIComponent;

function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

export const paths = {
  overview: () => '/',
  integrations: () => '/integrations',
  newIntegration: () => '/integrations/new',
  integration: (integrationId: string, tab?: string) => withQuery(`/integrations/${segment(integrationId)}`, { tab }),
  editIntegration: (integrationId: string) => `/integrations/${segment(integrationId)}/edit`,

  /** `query` has the names of the API's filters. */
  runs: (query: { integrationId?: string; connector?: string; outcome?: string; q?: string; last?: string } = {}) =>
    withQuery('/runs', query),
  run: (runId: string, tab?: string) => withQuery(`/runs/${segment(runId)}`, { tab }),
  step: (runId: string, stream: string, query: { tab?: string; status?: string; action?: string; q?: string } = {}) =>
    withQuery(`/runs/${segment(runId)}/steps/${segment(stream)}`, query),
  page: (runId: string, stream: string, page: number, tab?: string) =>
    withQuery(`/runs/${segment(runId)}/steps/${segment(stream)}/pages/${page}`, { tab }),
  /** By query, because ids may hold anything. */
  entity: (runId: string, stream: string, externalId: string) =>
    withQuery(`/runs/${segment(runId)}/entity`, { stream, externalId }),
  /** Calls have no number: one is known by its page or its record, when it was made, and which attempt it was. */
  call: (
    runId: string,
    stream: string,
    call: { page?: number | null; externalId?: string | undefined; at: string; attempt: number },
  ) => {
    const { page, externalId, at, attempt } = call;
    return withQuery(`/runs/${segment(runId)}/call`, { stream, page: page ?? undefined, externalId, at, attempt });
  },

  search: (q?: string, integrationId?: string, runId?: string) => withQuery('/search', { q, integrationId, runId }),
  /** Whatever is not known yet is asked for there. */
  history: (integrationId?: string, stream?: string, externalId?: string) =>
    withQuery('/history', { integrationId, stream, externalId }),
  records: (query: { integrationId?: string; connector?: string; runId?: string; step?: string } = {}) =>
    withQuery('/records', query),
  clusters: (integrationId?: string) => withQuery('/clusters', { integrationId }),
  alerts: () => '/alerts',
  deletions: () => '/deletions',
  runners: () => '/runners',
  settings: () => '/settings',
} as const;
