import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import type { RetriggerRun, Run, StartRun } from '../../../shared/api/run.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { paths } from '../../routing/paths.ts';
import { isGoing } from '../../shown/statuses.tsx';
import { CancelDialog } from './cancel-dialog.tsx';

export interface RunActions {
  readonly items: ButtonDropdownProps.Item[];
  readonly busy: boolean;
  /** Begins the action of an item. */
  start(id: string): void;
  /** What asks before something is done; to be rendered beside what offers the actions. */
  readonly dialog: ReactNode;
}

const ids = { cancel: 'cancel', all: 'all', failed: 'failed', dryRun: 'dry-run' } as const;

/** What can be done with a run: end it while it goes; afterwards do it again, in whole, in part or dry. */
export function useRunActions(run: Run): RunActions {
  const [isCancelling, setCancelling] = useState(false);
  const mayAct = useMay('operator');
  const navigate = useNavigate();
  const again = useAct<Run>({
    done: ({ integrationName, dryRun }) => `A ${dryRun ? 'dry run' : 'run'} of ${integrationName} has been started.`,
    onDone: ({ runId }) => navigate(paths.run(runId)),
  });
  const retrigger = (scope: RetriggerRun['scope']): void =>
    again.mutate({ path: `/v1/runs/${run.runId}/retrigger`, body: { scope } satisfies RetriggerRun });
  const dryRun = (): void => {
    const body: StartRun = { ...(run.type !== 'background' && { type: run.type }), streams: run.streams, dryRun: true };
    again.mutate({ path: `/v1/integrations/${run.integrationId}/runs`, body });
  };
  return {
    items: itemsOf(run, mayAct),
    busy: again.isPending,
    start: (id) => {
      if (id === ids.cancel) setCancelling(true);
      else if (id === ids.dryRun) dryRun();
      else retrigger(id === ids.failed ? 'failed' : 'all');
    },
    dialog: isCancelling && <CancelDialog run={run} onDismiss={() => setCancelling(false)} />,
  };
}

function itemsOf(run: Run, mayAct: boolean): ButtonDropdownProps.Item[] {
  const unless = (reason: string | null) => {
    const why = mayAct ? reason : 'Your role lets you look, and not act.';
    return why === null ? {} : { disabled: true, disabledReason: why };
  };
  const notOver = isGoing(run) ? 'The run has not ended.' : null;
  const notSync = run.action === 'sync' ? null : 'Only syncs can be done again.';
  const noFailure = run.counts.failed > 0 ? null : 'No record failed in the run.';
  const someOnly = run.type === 'background' ? 'The run was for some records only.' : null;
  return [
    {
      id: ids.cancel,
      text: 'Cancel run',
      ...unless(
        !isGoing(run)
          ? 'The run has ended.'
          : run.progress === 'ABORTION_PENDING'
            ? 'The run is being cancelled already.'
            : null,
      ),
    },
    { id: ids.all, text: 'Re-trigger all', ...unless(notSync ?? notOver) },
    { id: ids.failed, text: 'Retry failed records', ...unless(notSync ?? notOver ?? noFailure) },
    { id: ids.dryRun, text: 'Dry run of the same', ...unless(notSync ?? someOnly) },
  ];
}
