import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useOfferedIntegrations } from '../api/use-chosen-integration.ts';

interface Props {
  readonly integrationId: string | null;
  readonly onChoose: (integrationId: string) => void;
}

/** Which integration it is about. */
export function IntegrationSelect({ integrationId, onChoose }: Props) {
  const all = useOfferedIntegrations();
  const options = (all ?? []).map((one) => ({ value: one.integrationId, label: one.name, description: one.connector }));
  // One that was deleted is not offered any more, and its log is still there.
  const chosen = integrationId === null ? null : { value: integrationId, label: integrationId };
  return (
    <FormField label="Integration">
      <Select
        selectedOption={options.find(({ value }) => value === integrationId) ?? chosen}
        options={options}
        statusType={all === undefined ? 'loading' : 'finished'}
        loadingText="Loading integrations"
        empty="No integrations"
        filteringType="auto"
        placeholder="Choose an integration"
        expandToViewport
        onChange={({ detail }) => onChoose(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
