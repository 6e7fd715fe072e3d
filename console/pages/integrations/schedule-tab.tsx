import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Schedule } from '../../../shared/api/schedule.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { request } from '../../api/request.ts';
import { useRead } from '../../api/use-read.ts';
import { Loaded } from '../../shown/loaded.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { integrationPath } from './integration-path.ts';
import { NextTimes } from './next-times.tsx';
import { problemsOf } from './problem-places.ts';
import { changeOf, draftOf, type ScheduleDraft } from './rhythm-draft.ts';
import { RhythmField } from './rhythm-field.tsx';
import { TimeZoneSelect } from './time-zone-select.tsx';
import { useSettled } from './use-settled.ts';

interface Props {
  readonly integration: Integration;
}

/** H6: when each stream is collected, decided here, with what that comes to before it is saved. */
export default function ScheduleTab({ integration }: Props) {
  const read = useRead<Schedule>(`${integrationPath(integration.integrationId)}/schedule`);
  return (
    <Loaded read={read} what="the schedule">
      {(schedule) => <Editor integration={integration} schedule={schedule} />}
    </Loaded>
  );
}

function Editor({ integration, schedule }: Props & { readonly schedule: Schedule }) {
  const path = `${integrationPath(integration.integrationId)}/schedule`;
  const [edited, setEdited] = useState<ScheduleDraft | null>(null);
  const mayChange = useMay('operator');
  const draft = edited ?? draftOf(schedule);
  const preview = usePreview(path, draft);
  const save = useAct<Schedule>({
    quietFailure: true,
    done: () => `The schedule of ${integration.name} is saved.`,
    onDone: () => setEdited(null),
  });
  const pause = useAct<Schedule>({
    done: ({ paused }) => (paused ? 'The schedule is paused.' : 'The schedule goes on.'),
  });
  const problems = problemsOf(preview.error ?? save.error);
  const problemOf = (stream: string): string | undefined =>
    [...problems].find(
      ([pointer]) => pointer === `/streams/${stream}` || pointer.startsWith(`/streams/${stream}/`),
    )?.[1];
  const hasPlace = [...problems.keys()].some((pointer) => pointer.startsWith('/streams/') || pointer === '/timeZone');
  return (
    <SpaceBetween size="l">
      <Stopped integration={integration} />
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  disabled={!mayChange}
                  loading={pause.isPending}
                  onClick={() => pause.mutate({ path, method: 'PATCH', body: { paused: !schedule.paused } })}
                >
                  {schedule.paused ? 'Resume schedule' : 'Pause schedule'}
                </Button>
                <Button disabled={edited === null} onClick={() => setEdited(null)}>
                  Discard changes
                </Button>
                <Button
                  variant="primary"
                  disabled={edited === null || preview.error !== null || !mayChange}
                  loading={save.isPending}
                  onClick={() => save.mutate({ path, method: 'PATCH', body: changeOf(draft) })}
                >
                  Save schedule
                </Button>
              </SpaceBetween>
            }
          >
            Rhythm of each stream
          </Header>
        }
      >
        <SpaceBetween size="l">
          <TimeZoneSelect
            timeZone={draft.timeZone}
            problem={problems.get('/timeZone')}
            onChange={(timeZone) => setEdited({ ...draft, timeZone })}
          />
          {schedule.streams.map((stream) => {
            const of = draft.streams[stream.name];
            return (
              of && (
                <RhythmField
                  key={stream.name}
                  stream={stream}
                  draft={of}
                  problem={problemOf(stream.name)}
                  onChange={(next) => setEdited({ ...draft, streams: { ...draft.streams, [stream.name]: next } })}
                />
              )
            );
          })}
          {save.error !== null && <ProblemAlert error={save.error} />}
          {preview.error !== null && !hasPlace && <ProblemAlert error={preview.error} />}
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h2" description={`As clocks show them in ${preview.data?.timeZone ?? draft.timeZone}.`}>
            The next five times{edited === null ? '' : ', if you save this'}
          </Header>
        }
      >
        {preview.data !== undefined && preview.error === null ? (
          <NextTimes schedule={preview.data} />
        ) : (
          'They are shown when the schedule above can be kept.'
        )}
      </Container>
    </SpaceBetween>
  );
}

function Stopped({ integration: { status, paused, quarantine } }: Props) {
  if (status !== 'ACTIVE' || paused) {
    return (
      <Alert type="info" header={paused ? 'The schedule is paused' : 'The integration is not active'}>
        Nothing starts by itself. The times below are those that it would have.
      </Alert>
    );
  }
  if (quarantine === null) return null;
  return (
    <Alert type="warning" header="In quarantine">
      {quarantine.reason} {quarantine.wayOut}
    </Alert>
  );
}

const settleMs = 300;

/** The API computes the times: it knows EventBridge's way with changes of the clock. */
function usePreview(path: string, draft: ScheduleDraft) {
  const body = useSettled(JSON.stringify(changeOf(draft)), settleMs);
  return useQuery<Schedule, Error>({
    queryKey: [`${path}/preview`, body],
    queryFn: ({ signal }) => request<Schedule>(`${path}/preview`, { method: 'POST', body: JSON.parse(body), signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
