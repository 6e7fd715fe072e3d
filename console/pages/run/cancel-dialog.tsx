import Box from '@cloudscape-design/components/box';
import type { Run } from '../../../shared/api/run.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';

interface Props {
  readonly run: Run;
  readonly onDismiss: () => void;
}

/** Asks before a run is ended. Where it cannot be, the dialog stays and says why. */
export function CancelDialog({ run, onDismiss }: Props) {
  const cancel = useAct<Run>({
    done: () => `The run of ${run.integrationName} is being cancelled.`,
    onDone: onDismiss,
    quietFailure: true,
  });
  return (
    <Confirm
      title={`Cancel the run of ${run.integrationName}?`}
      verb="Cancel run"
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ path: `/v1/runs/${run.runId}/cancel` })}
      onDismiss={onDismiss}
    >
      <Box>
        It ends with the chunks that are being applied. What was written stays and is in the log; nothing more is
        written or deleted. The next run takes up what is missing.
      </Box>
    </Confirm>
  );
}
