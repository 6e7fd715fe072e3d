import type { Alert } from '../../../shared/api/alert.ts';
import type { StagedDeletions } from '../../../shared/api/deletion.ts';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Run } from '../../../shared/api/run.ts';
import { useIntegrations } from '../../api/use-integrations.ts';
import { useRead } from '../../api/use-read.ts';
import type { ListBody } from '../../list/use-list.ts';
import { paths } from '../../routing/paths.ts';
import { countedOf } from '../../shown/numbers.ts';
import { alertKindWords } from '../../shown/words.ts';
import type { Figure } from './attention-figure.tsx';

/** One thing that somebody should look at. */
export interface Concern {
  readonly id: string;
  readonly kind: string;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly text: string;
  readonly since: string | null;
  readonly to: string;
}

interface Attention {
  readonly figures: readonly Figure[];
  readonly concerns: readonly Concern[];
  readonly isPending: boolean;
  readonly error: Error | null;
}

const refreshMs = 5_000;
const toldOtherwise: ReadonlySet<Alert['kind']> = new Set(['quarantine', 'pending-deletions']);

const useFew = <Item>(path: string, query: Record<string, string>) =>
  useRead<ListBody<Item>>(path, { query: { ...query, limit: 50 }, refreshMs });

/** What is wrong or waits now, over all integrations. */
export function useAttention(): Attention {
  const integrations = useIntegrations({ refreshMs: 3 * refreshMs });
  const alerts = useFew<Alert>('/v1/alerts', { state: 'RAISED' });
  const deletions = useFew<StagedDeletions>('/v1/deletions', { state: 'PENDING' });
  const running = useFew<Run>('/v1/runs', { progress: 'RUNNING' });
  const broken = integrations.data?.items.filter(isBroken);
  const reads = [integrations, alerts, deletions, running];
  return {
    figures: [
      figureOf('Integrations in error', paths.integrations(), broken && { items: broken, next: null }),
      figureOf('Alerts raised', `${paths.alerts()}?state=RAISED`, alerts.data),
      figureOf('Deletions waiting', `${paths.deletions()}?state=PENDING`, deletions.data),
      figureOf('Runs going on', `${paths.runs()}?progress=RUNNING`, running.data),
    ],
    concerns: [
      ...(broken ?? []).map(ofIntegration),
      // Quarantines and waiting deletions stand here themselves, with more to tell than their alerts.
      ...(alerts.data?.items ?? []).filter(({ kind }) => !toldOtherwise.has(kind)).map(ofAlert),
      ...(deletions.data?.items ?? []).map(ofDeletions),
    ],
    isPending: reads.some((read) => read.isPending),
    error: reads.find((read) => read.error !== null)?.error ?? null,
  };
}

const figureOf = (label: string, to: string, found: ListBody<unknown> | undefined): Figure => ({
  label,
  to,
  count: found?.items.length,
  isLeast: found !== undefined && found.next !== null,
});

/** One that a person switched off is as it should be. */
const isBroken = ({ status, quarantine }: Integration): boolean => status === 'ERROR' || quarantine !== null;

const ofIntegration = ({ integrationId, name, status, statusReason, quarantine }: Integration): Concern => ({
  id: `integration ${integrationId}`,
  kind: status === 'ERROR' ? 'Settings' : 'Quarantine',
  integrationId,
  integrationName: name,
  text: quarantine === null ? (statusReason ?? 'It does not work.') : `${quarantine.reason} ${quarantine.wayOut}`,
  since: quarantine?.since ?? null,
  to: paths.integration(integrationId),
});

const ofAlert = ({ alertId, kind, integrationId, integrationName, summary, since }: Alert): Concern => ({
  id: `alert ${alertId}`,
  kind: alertKindWords[kind],
  integrationId,
  integrationName,
  text: summary,
  since,
  to: `${paths.alerts()}?integrationId=${encodeURIComponent(integrationId)}`,
});

const ofDeletions = (staged: StagedDeletions): Concern => ({
  id: `deletions ${staged.runId} ${staged.stream}`,
  kind: 'Deletions waiting',
  integrationId: staged.integrationId,
  integrationName: staged.integrationName,
  text: `${countedOf(staged.count, 'record')} of ${staged.stream} wait to be deleted, or kept.`,
  since: staged.stagedAt,
  to: paths.run(staged.runId),
});
