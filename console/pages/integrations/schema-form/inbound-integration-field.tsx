import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { Integration } from '../../../../shared/api/integration.ts';
import type { List } from '../../../../shared/api/list.ts';
import { useRead } from '../../../api/use-read.ts';
import { useForm } from './form-state.ts';
import { type FieldProps, Labelled } from './labelled.tsx';
import { valueAt } from './place.ts';

/** One of the integrations that read: found by its name, kept by its id. */
export function InboundIntegrationField(props: FieldProps) {
  const { place } = props;
  const { settings, change } = useForm();
  const [text, setText] = useState('');
  const read = useRead<List<Integration>>('/v1/integrations', {
    query: { direction: 'inbound', limit: 50, ...(text !== '' && { q: text }) },
    keepPrevious: true,
  });
  const id = valueAt(settings, place);
  const options = (read.data?.items ?? []).map(({ integrationId, name, connector }) => ({
    value: integrationId,
    label: name,
    tags: [connector],
  }));
  const chosen = options.find(({ value }) => value === id);
  return (
    <Labelled {...props}>
      <Select
        selectedOption={chosen ?? (typeof id === 'string' ? { value: id, label: id } : null)}
        options={options}
        filteringType="manual"
        filteringAriaLabel="Find an integration by its name"
        filteringPlaceholder="Name"
        onLoadItems={({ detail }) => setText(detail.filteringText)}
        statusType={read.isFetching ? 'loading' : read.isError ? 'error' : 'finished'}
        loadingText="Loading integrations"
        errorText="Integrations could not be loaded"
        recoveryText="Try again"
        empty="No integration reads anything yet"
        placeholder="Choose an integration"
        onChange={({ detail }) => change(place, detail.selectedOption.value)}
      />
    </Labelled>
  );
}
