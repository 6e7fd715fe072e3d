import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ChangedRecord } from '../../../shared/api/record.ts';
import { useOfferedIntegrations } from '../../api/use-chosen-integration.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { changeActionWords } from '../../shown/words.ts';
import { recordColumns } from './record-columns.tsx';
import { RecordDialog } from './record-dialog.tsx';

type Props = { readonly integrationId: string } | { readonly connector: string };

/** Records with their latest change, newest first. */
export function ChangedRecords(whose: Props) {
  const [shown, setShown] = useState<ChangedRecord | null>(null);
  const [search] = useSearchParams();
  const all = useOfferedIntegrations() ?? [];
  const isOne = 'integrationId' in whose;
  const path = isOne ? `/v1/integrations/${whose.integrationId}/records` : `/v1/connectors/${whose.connector}/records`;
  const streams = all
    .filter((one) => (isOne ? one.integrationId === whose.integrationId : one.connector === whose.connector))
    .flatMap((one) => one.streams.map(({ name }) => [name, name] as const));
  return (
    <>
      <ListTable<ChangedRecord>
        name="records"
        path={path}
        title="Records"
        description={
          search.has('runId')
            ? 'What this run changed, where no later run has changed it again'
            : 'Each record once, with its latest change'
        }
        what="records"
        columns={recordColumns(setShown)}
        filters={{
          by: [
            { param: 'step', label: 'Stream', options: Object.fromEntries(streams) },
            { param: 'action', label: 'Action', options: changeActionWords },
            { param: 'runId', label: 'Run' },
          ],
          timeRange: { since: 'changedSince' },
        }}
        idOf={({ internalId }) => internalId}
        empty={
          <Nothing title="No records were changed">
            <Box color="text-body-secondary">Nothing was created, updated or deleted in the last 30 days.</Box>
          </Nothing>
        }
      />
      {shown && <RecordDialog record={shown} onDismiss={() => setShown(null)} />}
    </>
  );
}
