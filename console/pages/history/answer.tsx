import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Integration } from '../../../shared/api/integration.ts';
import type { List } from '../../../shared/api/list.ts';
import type { Run } from '../../../shared/api/run.ts';
import type { RecordTouch, SearchList } from '../../../shared/api/search.ts';
import { RefusedError } from '../../api/request.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { briefOf } from '../../shown/brief.ts';
import { Ago, Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { RunStatus } from '../../shown/statuses.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { runTypeWords } from '../../shown/words.ts';
import { type Explanation, explain } from './explanation.ts';
import type { RecordOfStream } from './timeline.tsx';

/** Enough to hold the runs of one stream among those of the others. */
const runsLookedAt = 50;
const runsShown = 5;

/** Why the record is as it is, in words: what happened last, what did not, and what comes next. */
export function Answer(record: RecordOfStream) {
  const { integrationId, stream, externalId } = record;
  const touches = useRead<SearchList<RecordTouch>>('/v1/records/history', {
    query: { integrationId, step: stream, externalId, limit: 1 },
  });
  const runs = useRead<List<Run>>('/v1/runs', {
    query: { integrationId, action: 'sync', limit: runsLookedAt },
    refreshMs: 5_000,
  });
  const integration = useRead<Integration>(`/v1/integrations/${encodeURIComponent(integrationId)}`);
  const isUntouched = touches.error instanceof RefusedError && touches.error.is('record-not-found');
  // What else went wrong is told by the list below.
  if (touches.error !== null && !isUntouched) return null;
  const isThere = (touches.data !== undefined || isUntouched) && runs.data !== undefined && !integration.isPending;
  if (!isThere) return <Waiting what="the answer" />;
  const touch = touches.data?.items[0] ?? null;
  const explanation = explain({ stream, touch, runs: runs.data.items, integration: integration.data ?? null });
  return (
    <section aria-label="Answer">
      <Alert type={explanation.type} header={explanation.header}>
        <SpaceBetween size="xs">
          {touch && (
            <div>
              Last touched <Ago at={touch.startedAt} />, by the run of{' '}
              <RouteLink to={paths.entity(touch.runId, stream, externalId)} variant="primary">
                <Moment at={touch.startedAt} />
              </RouteLink>
              .
            </div>
          )}
          {explanation.lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
          {explanation.hindrance !== null && <div>{explanation.hindrance}</div>}
          {explanation.going && <Going run={explanation.going} stream={stream} />}
          <Next integration={integration.data ?? null} stream={stream} />
          {touch === null && <ToCheck integration={integration.data ?? null} {...record} />}
          <LaterRuns explanation={explanation} hasTouch={touch !== null} />
        </SpaceBetween>
      </Alert>
    </section>
  );
}

function Going({ run, stream }: { readonly run: Run; readonly stream: string }) {
  return (
    <div>
      A run of “{stream}” is going since{' '}
      <RouteLink to={paths.run(run.runId)} variant="primary">
        <Moment at={run.startedAt} />
      </RouteLink>{' '}
      and may come to it yet.
    </div>
  );
}

function Next({ integration, stream }: { readonly integration: Integration | null; readonly stream: string }) {
  if (integration === null) return <div>The integration is not there any more.</div>;
  const at = integration.streams.find(({ name }) => name === stream)?.nextSyncAt ?? null;
  if (at === null) return <div>No next run of “{stream}” is planned.</div>;
  return (
    <div>
      The next run of “{stream}” is due <Ago at={at} /> (<Moment at={at} />
      ).
    </div>
  );
}

/** Where it is worth looking for a record that nobody has seen. */
function ToCheck({ integration, stream, externalId }: RecordOfStream & { readonly integration: Integration | null }) {
  const known = integration?.streams.find(({ name }) => name === stream)?.knownRecords;
  return (
    <>
      <Box variant="strong" color="inherit">
        What to check next
      </Box>
      <ul>
        <li>Whether the source has it under this very id, and lets this integration's account see it.</li>
        <li>
          Whether it is known under another id:{' '}
          <RouteLink to={paths.search(externalId)} variant="primary">
            search everywhere for “{briefOf(externalId)}”
          </RouteLink>
          .
        </li>
        {known !== undefined && (
          <li>
            Whether the stream is complete: {countOf(known)} records of “{stream}” are known.
          </li>
        )}
      </ul>
    </>
  );
}

function LaterRuns({
  explanation: { later },
  hasTouch,
}: {
  readonly explanation: Explanation;
  readonly hasTouch: boolean;
}) {
  if (later.length === 0) return null;
  return (
    <>
      <Box variant="strong" color="inherit">
        {hasTouch ? 'Runs since then' : 'The last runs of the stream'}
      </Box>
      <ul>
        {later.slice(0, runsShown).map((run) => (
          <li key={run.runId}>
            <RouteLink to={paths.run(run.runId)} variant="primary">
              <Moment at={run.startedAt} />
            </RouteLink>
            , {runTypeWords[run.type].toLowerCase()}: <RunStatus run={run} /> {run.message}
          </li>
        ))}
      </ul>
    </>
  );
}
