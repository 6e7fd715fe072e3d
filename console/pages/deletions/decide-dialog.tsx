import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { StagedDeletions } from '../../../shared/api/deletion.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { countedOf } from '../../shown/numbers.ts';

export type Decision = 'approve' | 'reject';

interface Props {
  readonly deletions: StagedDeletions;
  readonly decision: Decision;
  readonly onDismiss: () => void;
}

/** Asks before deletions that were held back are carried out, or dropped; with a reason for whoever reads of it later. */
export function DecideDialog({ deletions, decision, onDismiss }: Props) {
  const { runId, stream, count, integrationName } = deletions;
  const [reason, setReason] = useState('');
  const records = countedOf(count, 'record');
  const decide = useAct<StagedDeletions>({
    done: () =>
      decision === 'approve'
        ? `A run has been started that deletes ${records} of ${stream}.`
        : `${records} of ${stream} will not be deleted.`,
    onDone: onDismiss,
    quietFailure: true,
  });
  const confirm = (): void => {
    const given = reason.trim();
    const path = `/v1/runs/${runId}/deletions/${encodeURIComponent(stream)}/${decision}`;
    decide.mutate({ path, body: given === '' ? {} : { reason: given } });
  };
  return (
    <Confirm
      title={decision === 'approve' ? `Delete ${records} of ${stream}?` : `Keep ${records} of ${stream}?`}
      verb={decision === 'approve' ? `Delete ${records}` : `Keep ${records}`}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={confirm}
      onDismiss={onDismiss}
    >
      <Box>
        {decision === 'approve'
          ? `They are no longer in the source of ${integrationName}, and are deleted from the target now. Records that were seen again since are spared.`
          : `Nothing is deleted. If the next full run of ${integrationName} does not see them either, they are staged again.`}
      </Box>
      <FormField label="Reason" description="Kept with the decision" constraintText="Optional, up to 1,000 characters">
        <Input value={reason} onChange={({ detail }) => setReason(detail.value.slice(0, 1_000))} />
      </FormField>
    </Confirm>
  );
}
