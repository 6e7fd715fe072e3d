import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import type { ClusterInfo } from '../../../shared/api/cluster.ts';
import type { Integration } from '../../../shared/api/integration.ts';
import { useRead } from '../../api/use-read.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { severityWords } from '../../shown/words.ts';
import { clusterColumns } from './cluster-columns.tsx';
import { Replay } from './replay.tsx';

/** Clusters of an integration, the most records first. */
export function ClusterList({ integrationId }: { readonly integrationId: string }) {
  const [replayed, setReplayed] = useState<ClusterInfo | null>(null);
  const integration = useRead<Integration>(`/v1/integrations/${encodeURIComponent(integrationId)}`);
  const streams = (integration.data?.streams ?? []).map(({ name }) => [name, name] as const);
  return (
    <>
      <ListTable<ClusterInfo>
        name="clusters"
        path="/v1/clusters"
        fixed={{ integrationId }}
        title="Failures and skips"
        description="The same message of many records, in any of the runs of the last 30 days, is one line"
        what="failures"
        columns={clusterColumns(integrationId, setReplayed)}
        filters={{
          by: [
            { param: 'step', label: 'Stream', options: Object.fromEntries(streams) },
            { param: 'code', label: 'Code' },
            { param: 'status', label: 'Status', options: severityWords },
          ],
          timeRange: true,
        }}
        idOf={({ fingerprint }) => fingerprint}
        empty={
          <Nothing title="Nothing was skipped, and nothing failed">
            <Box color="text-body-secondary">A run is looked at shortly after its end.</Box>
          </Nothing>
        }
      />
      {replayed && <Replay cluster={replayed} onDismiss={() => setReplayed(null)} />}
    </>
  );
}
