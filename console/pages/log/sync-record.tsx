import Button from '@cloudscape-design/components/button';
import { useNavigate } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Run, StartRun } from '../../../shared/api/run.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { briefOf } from '../../shown/brief.ts';

interface Props {
  readonly integrationId: string;
  readonly stream: string;
  readonly externalId: string;
}

/** Syncs one record by itself, and leads to what was decided about it. */
export function SyncRecord({ integrationId, stream, externalId }: Props) {
  const navigate = useNavigate();
  const may = useMay('operator');
  const integration = useRead<Integration>(`/v1/integrations/${integrationId}`);
  const act = useAct<Run>({
    done: ({ runId }) => `Run ${runId} syncs the record ${briefOf(externalId)} now.`,
    onDone: ({ runId }) => navigate(paths.entity(runId, stream, externalId)),
  });
  const refusal = may ? refusalOf(integration.data, stream) : 'You may not start runs.';
  return (
    <Button
      loading={act.isPending}
      disabled={integration.data === undefined || refusal !== null}
      {...(refusal !== null && { disabledReason: refusal })}
      onClick={() =>
        act.mutate({
          path: `/v1/integrations/${integrationId}/runs`,
          body: { ids: [externalId], streams: [stream] } satisfies StartRun,
        })
      }
    >
      Sync this record now
    </Button>
  );
}

/** Why it cannot be started; null where it can, or where that is not known yet. */
function refusalOf(integration: Integration | undefined, stream: string): string | null {
  if (integration === undefined) return null;
  if (integration.status !== 'ACTIVE') return integration.statusReason ?? 'The integration is not active.';
  const offered = integration.streams.find(({ name }) => name === stream);
  if (offered === undefined) return `The integration does not offer “${stream}” any more.`;
  return offered.byId ? null : `The source cannot be asked for single records of “${stream}”. Sync the whole stream.`;
}
