import Box from '@cloudscape-design/components/box';
import { useNavigate } from 'react-router';
import type { ClusterInfo } from '../../../shared/api/cluster.ts';
import type { RetriggerRun, Run } from '../../../shared/api/run.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { paths } from '../../routing/paths.ts';
import { Moment } from '../../shown/moments.tsx';
import { remedyOf } from './remedy.ts';

interface Props {
  readonly cluster: ClusterInfo;
  readonly onDismiss: () => void;
}

/** Asks before what failed is tried again, and leads to the run that does so. */
export function Replay({ cluster, onDismiss }: Props) {
  const navigate = useNavigate();
  const may = useMay('operator');
  const { scope } = remedyOf(cluster);
  const act = useAct<Run>({
    quietFailure: true,
    done: ({ runId }) => `Run ${runId} tries it again.`,
    onDone: ({ runId }) => navigate(paths.run(runId)),
  });
  if (scope === null) return null;
  const isAll = scope === 'all';
  return (
    <Confirm
      title={isAll ? 'Do the run again' : 'Replay what failed'}
      verb={isAll ? 'Do again' : 'Replay'}
      busy={act.isPending}
      disabled={!may}
      error={act.error}
      onDismiss={onDismiss}
      onConfirm={() =>
        act.mutate({ path: `/v1/runs/${cluster.lastRunId}/retrigger`, body: { scope } satisfies RetriggerRun })
      }
    >
      <Box>
        The newest run that had this began <Moment at={cluster.lastSeenAt} />.{' '}
        {isAll
          ? 'All of it is done again, in the same way.'
          : 'Every record that failed in it is tried again, for this reason or another. What succeeded is left alone, and nothing is created twice.'}
      </Box>
      <Box>Mend the cause first: otherwise the same comes of it again.</Box>
    </Confirm>
  );
}
