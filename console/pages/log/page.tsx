import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'react-router';
import type { Call, RateLimit } from '../../../shared/api/call.ts';
import type { List } from '../../../shared/api/list.ts';
import type { Problem } from '../../../shared/api/problem.ts';
import { useRead } from '../../api/use-read.ts';
import { Page } from '../../shell/page.tsx';
import { Copyable } from '../../shown/copyable.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf, durationOf } from '../../shown/numbers.ts';
import { isGoing } from '../../shown/statuses.tsx';
import { UnreadableParts } from '../../shown/unreadable-parts.tsx';
import { CallList } from './call-list.tsx';
import { crumbsTo } from './crumbs.ts';
import { EntityList } from './entity-list.tsx';
import { Headroom } from './headroom.tsx';
import { HttpStatus } from './http-status.tsx';
import { LogTabs } from './log-tabs.tsx';
import { useRun } from './run-in-scope.tsx';

interface TrailList extends List<Call> {
  readonly problems?: readonly Problem[];
}

/** More requests than a page ever takes. */
const limit = 200;

/** Level three of the log: one response of the source, with its entities and the calls that it took. */
export default function LogPage() {
  const run = useRun();
  const { stream = '', page: text = '' } = useParams();
  const page = Number(text);
  const read = useRead<TrailList>(`/v1/runs/${run.runId}/calls`, {
    query: { step: stream, page, limit },
    refreshMs: isGoing(run) ? 2_000 : false,
  });
  return (
    <Page title={`Page ${text}`} crumbs={crumbsTo(run, { stream })}>
      <Loaded read={read} what="the page">
        {({ items, problems }) => <Requested calls={items} problems={problems} />}
      </Loaded>
      <LogTabs
        ariaLabel={`Log of page ${text}`}
        tabs={[
          { id: 'entities', label: 'Entities', content: <EntityList run={run} stream={stream} page={page} /> },
          { id: 'calls', label: 'Calls', content: <CallList run={run} stream={stream} page={page} /> },
        ]}
      />
    </Page>
  );
}

/** How the page was got, from its calls, of which the newest is the one that brought it. */
function Requested({ calls, problems }: { readonly calls: readonly Call[]; readonly problems: TrailList['problems'] }) {
  const last = calls[0];
  if (problems !== undefined) return <UnreadableParts problems={problems} />;
  if (last === undefined) return <Alert type="info">Nothing was requested for this page.</Alert>;
  const retries = calls.filter(({ attempt }) => attempt > 1).length;
  const limited = calls.find(({ rateLimit }) => rateLimit !== null)?.rateLimit ?? null;
  return (
    <SpaceBetween size="l">
      {last.error !== null && (
        <Alert type="error" header="The page could not be read">
          {last.error}
        </Alert>
      )}
      <Container>
        <KeyValuePairs
          columns={4}
          ariaLabel="How the page was requested"
          items={[
            { label: 'Request', value: last.method },
            { label: 'URL', value: <Copyable text={last.url} what="URL" /> },
            { label: 'HTTP status', value: <HttpStatus status={last.status} /> },
            { label: 'Response time', value: durationOf(last.durationMs) },
            { label: 'Calls', value: countOf(calls.length) },
            { label: 'Retries', value: countOf(retries) },
            { label: 'Rate-limit headroom', value: <Headroom rateLimit={limited} /> },
            { label: 'Limit resets', value: <Reset rateLimit={limited} /> },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

const Reset = ({ rateLimit }: { readonly rateLimit: RateLimit | null }) => <Moment at={rateLimit?.resetAt ?? null} />;
