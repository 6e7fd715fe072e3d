import Alert from '@cloudscape-design/components/alert';
import { useSearchParams } from 'react-router';
import type { Call as CallOfRun } from '../../../shared/api/call.ts';
import type { List } from '../../../shared/api/list.ts';
import type { Run } from '../../../shared/api/run.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { Page } from '../../shell/page.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { CallFacts } from './call-facts.tsx';
import { CallTable } from './call-table.tsx';
import { crumbsTo } from './crumbs.ts';
import type { EntityWithCalls } from './entity-with-calls.ts';
import { HttpStatus } from './http-status.tsx';
import { useRun } from './run-in-scope.tsx';

/** More requests than a page ever takes. */
const limit = 200;

/** Level five of the log: one request that was made, among its attempts. */
export default function Call() {
  const run = useRun();
  const place = usePlace();
  const { stream, externalId } = place;
  const { calls, entity, error } = useCallsAround(run, place);
  const call = calls?.find(({ at, attempt }) => at === place.at && attempt === place.attempt);
  const crumbs = crumbsTo(run, {
    stream,
    page: entity?.page ?? place.page,
    ...(externalId !== null && { entity: { externalId, name: entity?.name ?? null } }),
  });
  if (call === undefined) {
    return (
      <Page title="Call" crumbs={crumbs}>
        {error !== null ? (
          <ProblemAlert error={error} />
        ) : calls === undefined ? (
          <Waiting what="the call" />
        ) : (
          <Alert type="warning">
            There is no such call. The lists above this page in the breadcrumb have all of them.
          </Alert>
        )}
      </Page>
    );
  }
  return (
    <Page title={`${call.method} ${pathOfUrl(call.url)}`} crumbs={crumbs} info={<HttpStatus status={call.status} />}>
      <CallFacts call={call} run={run} stream={stream} />
      <CallTable
        title="Attempts"
        description="The same request, each time that it was made"
        calls={calls?.filter((one) => isSameRequest(one, call)) ?? []}
        pathOf={(one) => paths.call(run.runId, stream, { ...one, externalId: externalId ?? undefined })}
        empty=""
      />
    </Page>
  );
}

interface Place {
  readonly stream: string;
  readonly page: number | null;
  readonly externalId: string | null;
  readonly at: string | null;
  readonly attempt: number;
}

function usePlace(): Place {
  const [search] = useSearchParams();
  const page = search.get('page');
  return {
    stream: search.get('stream') ?? '',
    page: page === null ? null : Number(page),
    externalId: search.get('externalId'),
    at: search.get('at'),
    attempt: Number(search.get('attempt') ?? 1),
  };
}

/** The calls of the record, or of the page, that the call belongs to. */
function useCallsAround({ runId }: Run, { stream, page, externalId }: Place) {
  const ofEntity = useRead<EntityWithCalls>(`/v1/runs/${runId}/entity`, {
    query: { step: stream, externalId: externalId ?? '' },
    enabled: externalId !== null,
  });
  const ofPage = useRead<List<CallOfRun>>(`/v1/runs/${runId}/calls`, {
    query: { step: stream, page: page ?? undefined, limit },
    enabled: externalId === null,
  });
  return {
    calls: externalId === null ? ofPage.data?.items : ofEntity.data?.calls,
    entity: ofEntity.data?.entity,
    error: externalId === null ? ofPage.error : ofEntity.error,
  };
}

const isSameRequest = (one: CallOfRun, other: CallOfRun): boolean =>
  one.method === other.method &&
  one.url === other.url &&
  one.entity === other.entity &&
  JSON.stringify(one.params) === JSON.stringify(other.params);

/** Of an address, the part that tells one from another. */
const pathOfUrl = (url: string): string => URL.parse(url)?.pathname ?? url;
