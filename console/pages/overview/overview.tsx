import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Activity } from '../../../shared/api/activity.ts';
import { useRead } from '../../api/use-read.ts';
import { Page } from '../../shell/page.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { useNow } from '../../shown/moments.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { Attention } from './attention.tsx';
import { IntegrationsCompared } from './integrations-compared.tsx';
import { activityQuery, rangeOf, ranges } from './range.ts';
import { Upcoming } from './upcoming.tsx';

/** Drawing takes more code than the rest of the page, which is there meanwhile. */
const ActivityCharts = lazy(() => import('./activity-charts.tsx'));

/** What is broken now, what came of runs lately, and what comes next. */
export default function Overview() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const range = rangeOf(search.get('last'));
  const activity = useRead<Activity>('/v1/activity', {
    query: activityQuery(range, useNow()),
    refreshMs: 10_000,
    keepPrevious: true,
  });
  return (
    <Page
      title="Overview"
      actions={
        <SegmentedControl
          label="Time range"
          selectedId={range}
          options={Object.entries(ranges).map(([id, { text }]) => ({ id, text }))}
          onChange={({ detail }) => navigate({ search: `last=${detail.selectedId}` })}
        />
      }
    >
      <Attention />
      <Loaded read={activity} what="what came of runs">
        {(shown) => (
          <SpaceBetween size="l">
            <Suspense fallback={<Waiting what="charts" />}>
              <ActivityCharts activity={shown} />
            </Suspense>
            <IntegrationsCompared integrations={shown.integrations} range={range} />
          </SpaceBetween>
        )}
      </Loaded>
      <Upcoming />
    </Page>
  );
}
