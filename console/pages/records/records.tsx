import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useNavigate, useSearchParams } from 'react-router';
import type { Run } from '../../../shared/api/run.ts';
import { useChosenIntegration, useOfferedIntegrations } from '../../api/use-chosen-integration.ts';
import { useRead } from '../../api/use-read.ts';
import { Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { useScope } from '../../routing/scope.ts';
import { Page } from '../../shell/page.tsx';
import { ChangedRecords } from './changed-records.tsx';

/** What was created, updated and deleted: by an integration, by all of a connector, or by one run. */
export default function Records() {
  const [search] = useSearchParams();
  const { integrationId: only } = useScope();
  const connector = only === null ? search.get('connector') : null;
  const ofRun = useIntegrationOfRun(search.get('runId'));
  const chosen = useChosenIntegration(search.get('integrationId') ?? ofRun);
  const integrationId = connector === null ? chosen : null;
  return (
    <Page title="Updated records">
      {only === null && <Whose integrationId={integrationId} connector={connector} />}
      {integrationId !== null && <ChangedRecords key={integrationId} integrationId={integrationId} />}
      {connector !== null && <ChangedRecords key={connector} connector={connector} />}
      {integrationId === null && connector === null && <Nothing title="Choose whose records to show" />}
    </Page>
  );
}

/** A run tells by itself whose records it changed; null where none is given, or it is not known yet. */
function useIntegrationOfRun(runId: string | null): string | null {
  const read = useRead<Run>(`/v1/runs/${encodeURIComponent(runId ?? '')}`, { enabled: runId !== null });
  return read.data?.integrationId ?? null;
}

function Whose({
  integrationId,
  connector,
}: {
  readonly integrationId: string | null;
  readonly connector: string | null;
}) {
  const all = useOfferedIntegrations();
  const navigate = useNavigate();
  const integrations = (all ?? []).map((one) => ({ value: `i ${one.integrationId}`, label: one.name }));
  const connectors = [...new Set((all ?? []).map((one) => one.connector))].map((type) => ({
    value: `c ${type}`,
    label: `All of ${type}`,
  }));
  const value = connector === null ? `i ${integrationId}` : `c ${connector}`;
  return (
    <FormField label="Whose records">
      <Select
        selectedOption={[...integrations, ...connectors].find((one) => one.value === value) ?? null}
        options={[
          { label: 'One integration', options: integrations },
          { label: 'Every integration of a connector', options: connectors },
        ]}
        statusType={all === undefined ? 'loading' : 'finished'}
        loadingText="Loading integrations"
        filteringType="auto"
        placeholder="Choose an integration or a connector"
        expandToViewport
        onChange={({ detail }) => {
          const [kind, id] = [detail.selectedOption.value?.slice(0, 1), detail.selectedOption.value?.slice(2) ?? ''];
          navigate(paths.records(kind === 'c' ? { connector: id } : { integrationId: id }));
        }}
      />
    </FormField>
  );
}
