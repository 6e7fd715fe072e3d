import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Run } from '../../../shared/api/run.ts';
import { useAct } from '../../acting/use-act.ts';
import { paths } from '../../routing/paths.ts';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { idsOf, type RunChoice, startOf } from './run-choice.ts';
import { StartRunFields } from './start-run-fields.tsx';

interface Props {
  readonly integration: Integration;
  readonly onDismiss: () => void;
}

/** Starts a run of an integration, as a person wants it, and leads to it. */
export function StartRunDialog({ integration, onDismiss }: Props) {
  const [choice, setChoice] = useState<RunChoice>({
    what: 'default',
    streams: [],
    stream: integration.streams.find(({ byId }) => byId)?.name ?? '',
    ids: '',
    dryRun: false,
  });
  const navigate = useNavigate();
  const start = useAct<Run>({
    done: () => `A ${choice.dryRun ? 'dry run' : 'run'} of ${integration.name} has been started.`,
    onDone: ({ runId }) => {
      onDismiss();
      navigate(paths.run(runId));
    },
    quietFailure: true,
  });
  const lacksIds = choice.what === 'records' && idsOf(choice).length === 0;
  const submit = (): void => {
    if (lacksIds || start.isPending) return;
    start.mutate({ path: `/v1/integrations/${integration.integrationId}/runs`, body: startOf(choice) });
  };
  return (
    <Modal
      visible
      header={`Start a run of ${integration.name}`}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Back
            </Button>
            <Button variant="primary" loading={start.isPending} disabled={lacksIds} onClick={submit}>
              {choice.dryRun ? 'Start dry run' : 'Start run'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form>
          <SpaceBetween size="m">
            <StartRunFields integration={integration} choice={choice} onChange={setChoice} />
            {start.error && <ProblemAlert error={start.error} />}
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
