import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Run } from '../../../shared/api/run.ts';
import { isGoing } from '../../shown/statuses.tsx';
import { ExportMenu } from '../log/export-menu.tsx';
import { ExecutionLink } from './execution-link.tsx';
import { useRunActions } from './use-run-actions.tsx';

/** What can be done with the run whose page it is. */
export function RunButtons({ run }: { readonly run: Run }) {
  const { items, busy, start, dialog } = useRunActions(run);
  const [cancel, ...others] = items;
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <ExecutionLink runId={run.runId} />
      <ExportMenu run={run} />
      {isGoing(run) && cancel !== undefined && (
        <Button
          disabled={cancel.disabled ?? false}
          {...(cancel.disabledReason !== undefined && { disabledReason: cancel.disabledReason })}
          onClick={() => start('cancel')}
        >
          Cancel run
        </Button>
      )}
      {run.action === 'sync' && (
        <ButtonDropdown items={others} loading={busy} onItemClick={({ detail }) => start(detail.id)} expandToViewport>
          Run again
        </ButtonDropdown>
      )}
      {dialog}
    </SpaceBetween>
  );
}
