import Badge from '@cloudscape-design/components/badge';
import Tabs from '@cloudscape-design/components/tabs';
import { lazy, type ReactNode, Suspense } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Integration as Shown } from '../../../shared/api/integration.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { Page } from '../../shell/page.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { IntegrationStatus } from '../../shown/statuses.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { directionWords } from '../../shown/words.ts';
import { IntegrationActions } from './integration-actions.tsx';
import { integrationPath } from './integration-path.ts';

const OverviewTab = lazy(() => import('./overview-tab.tsx'));
const ScheduleTab = lazy(() => import('./schedule-tab.tsx'));
const AlertsTab = lazy(() => import('./alerts-tab.tsx'));
const DeletionsTab = lazy(() => import('./deletions-tab.tsx'));
const WebhookTab = lazy(() => import('./webhook-tab.tsx'));
const HistoryTab = lazy(() => import('./history-tab.tsx'));
const SettingsTab = lazy(() => import('./settings-tab.tsx'));

const crumbs = [{ text: 'Integrations', to: paths.integrations() }];

/** One integration: how it does, and everything that can be decided about it. */
export default function Integration() {
  const { id = '' } = useParams();
  const read = useRead<Shown>(integrationPath(id), {
    refreshMs: (body) => (body?.lastRun != null && body.lastRun.endedAt === null ? 2_000 : 5_000),
  });
  const { data } = read;
  return (
    <Page
      title={data?.name ?? 'Integration'}
      crumbs={crumbs}
      {...(data && {
        info: (
          <>
            <Badge>{directionWords[data.direction]}</Badge> <IntegrationStatus status={data.status} />
          </>
        ),
        actions: <IntegrationActions integration={data} />,
      })}
    >
      <Loaded read={read} what="the integration">
        {(integration) => <AllTabs key={integration.integrationId} integration={integration} />}
      </Loaded>
    </Page>
  );
}

function AllTabs({ integration }: { readonly integration: Shown }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const tabs: readonly (readonly [id: string, label: string, content: ReactNode])[] = [
    ['overview', 'Overview', <OverviewTab key="overview" integration={integration} />],
    ['schedule', 'Schedule', <ScheduleTab key="schedule" integration={integration} />],
    ['history', 'History', <HistoryTab key="history" integration={integration} />],
    ['alerts', 'Alerts', <AlertsTab key="alerts" integration={integration} />],
    ['deletions', 'Deletions', <DeletionsTab key="deletions" integration={integration} />],
    ...(integration.direction === 'inbound'
      ? [['webhook', 'Webhook', <WebhookTab key="webhook" integration={integration} />] as const]
      : []),
    ['settings', 'Settings', <SettingsTab key="settings" integration={integration} />],
  ];
  const wanted = search.get('tab');
  const active = tabs.some(([id]) => id === wanted) ? wanted : 'overview';
  return (
    <Tabs
      ariaLabel={`About ${integration.name}`}
      activeTabId={active ?? 'overview'}
      onChange={({ detail: { activeTabId } }) =>
        navigate(paths.integration(integration.integrationId, activeTabId === 'overview' ? undefined : activeTabId))
      }
      tabs={tabs.map(([id, label, content]) => ({
        id,
        label,
        // Only what is looked at asks for anything.
        content: id === active && <Suspense fallback={<Waiting what={label.toLowerCase()} />}>{content}</Suspense>,
      }))}
    />
  );
}
