import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { Integration } from '../../../shared/api/integration.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { type GuardDraft, guardDraftOf, guardOf, type LimitsDraft } from './guard-draft.ts';
import { integrationPath } from './integration-path.ts';
import { NumberField } from './number-field.tsx';
import { problemsOf } from './problem-places.ts';

/** R13: how many deletions at once wait for somebody's yes. */
export default function DeletionsTab({ integration }: { readonly integration: Integration }) {
  const { integrationId, name, deletionGuard, streams } = integration;
  const [edited, setEdited] = useState<GuardDraft | null>(null);
  const mayChange = useMay('admin');
  const draft = edited ?? guardDraftOf(deletionGuard);
  const change = (part: Partial<GuardDraft>): void => setEdited({ ...draft, ...part });
  const save = useAct<Integration>({
    quietFailure: true,
    done: () => `The deletion guard of ${name} is saved.`,
    onDone: () => setEdited(null),
  });
  const problems = problemsOf(save.error);
  const changeStream = (stream: string, limits: LimitsDraft | null | undefined): void => {
    const { [stream]: _, ...others } = draft.streams;
    change({ streams: limits === undefined ? others : { ...others, [stream]: limits } });
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              Records that a full run no longer sees are deleted. More than the limits at once wait for a yes, under{' '}
              <RouteLink to={paths.deletions()}>Deletions</RouteLink>.
            </>
          }
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button disabled={edited === null} onClick={() => setEdited(null)}>
                Discard changes
              </Button>
              <Button
                variant="primary"
                disabled={edited === null || !mayChange}
                loading={save.isPending}
                onClick={() =>
                  save.mutate({
                    path: integrationPath(integrationId),
                    method: 'PATCH',
                    body: { deletionGuard: guardOf(draft) },
                  })
                }
              >
                Save deletion guard
              </Button>
            </SpaceBetween>
          }
        >
          Deletion guard
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Toggle checked={draft.isOn} onChange={({ detail }) => change({ isOn: detail.checked })}>
          Many deletions at once wait for a yes
        </Toggle>
        {draft.isOn && (
          <SpaceBetween size="l">
            <Limits limits={draft} at="/deletionGuard" problems={problems} onChange={change} />
            <NumberField
              label="Days to decide"
              value={draft.expiresAfterDays}
              constraint="1 to 7. Without an answer by then nothing is deleted."
              error={problems.get('/deletionGuard/expiresAfterDays')}
              onChange={(expiresAfterDays) => change({ expiresAfterDays })}
            />
            {streams.map(({ name: stream }) => (
              <StreamLimits
                key={stream}
                stream={stream}
                limits={draft.streams[stream]}
                usual={draft}
                problems={problems}
                onChange={(limits) => changeStream(stream, limits)}
              />
            ))}
          </SpaceBetween>
        )}
        {save.error !== null && <ProblemAlert error={save.error} />}
      </SpaceBetween>
    </Container>
  );
}

interface LimitsProps {
  readonly limits: LimitsDraft;
  readonly at: string;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (limits: LimitsDraft) => void;
  readonly of?: string;
}

function Limits({ limits: { percent, count }, at, problems, onChange, of }: LimitsProps) {
  const suffix = of === undefined ? '' : ` of ${of}`;
  return (
    <ColumnLayout columns={2}>
      <NumberField
        label={`More than this share${suffix}, in %`}
        value={percent}
        constraint="Of the known records of the stream."
        error={problems.get(`${at}/percent`)}
        onChange={(next) => onChange({ percent: next, count })}
      />
      <NumberField
        label={`And more than this number${suffix}`}
        value={count}
        error={problems.get(`${at}/count`)}
        onChange={(next) => onChange({ percent, count: next })}
      />
    </ColumnLayout>
  );
}

interface StreamProps {
  readonly stream: string;
  /** Undefined: as all streams have it. */
  readonly limits: LimitsDraft | null | undefined;
  readonly usual: LimitsDraft;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (limits: LimitsDraft | null | undefined) => void;
}

function StreamLimits({ stream, limits, usual, problems, onChange }: StreamProps) {
  const choices = {
    usual: undefined,
    own: { percent: usual.percent, count: usual.count },
    never: null,
  } as const;
  const chosen = limits === undefined ? 'usual' : limits === null ? 'never' : 'own';
  return (
    <SpaceBetween size="s">
      <FormField label={`Deletions of ${stream}`}>
        <SegmentedControl
          label={`Deletions of ${stream}`}
          selectedId={chosen}
          options={[
            { id: 'usual', text: 'As above' },
            { id: 'own', text: 'Limits of its own' },
            { id: 'never', text: 'Never wait' },
          ]}
          onChange={({ detail }) => onChange(choices[detail.selectedId as keyof typeof choices])}
        />
      </FormField>
      {limits != null && (
        <Limits
          limits={limits}
          of={stream}
          at={`/deletionGuard/streams/${stream}`}
          problems={problems}
          onChange={onChange}
        />
      )}
    </SpaceBetween>
  );
}
