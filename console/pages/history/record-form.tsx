import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { useScope } from '../../routing/scope.ts';
import { IntegrationSelect } from '../../shown/integration-select.tsx';

interface Props {
  readonly integrationId: string | null;
  readonly stream: string | null;
  readonly externalId: string | null;
}

/** Which record: integration, stream and id. What is chosen is in the address. */
export function RecordForm({ integrationId, stream, externalId }: Props) {
  const navigate = useNavigate();
  const { integrationId: only } = useScope();
  const integration = useRead<Integration>(`/v1/integrations/${integrationId ?? ''}`, {
    enabled: integrationId !== null,
  });
  const streams = (integration.data?.streams ?? []).map(({ name }) => name);
  const [typed, setTyped] = useState(externalId ?? '');
  const [chosenStream, setStream] = useState(stream);
  const named = chosenStream ?? (streams.length === 1 ? (streams[0] ?? null) : null);
  const id = typed.trim();
  const show = (): void => {
    if (integrationId !== null && named !== null && id !== '') navigate(paths.history(integrationId, named, id));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        show();
      }}
    >
      <SpaceBetween size="s">
        <ColumnLayout columns={only === null ? 3 : 2}>
          {only === null && (
            <IntegrationSelect
              integrationId={integrationId}
              onChoose={(chosen) => navigate(paths.history(chosen, undefined, id === '' ? undefined : id))}
            />
          )}
          <FormField label="Stream">
            <Select
              selectedOption={named === null ? null : { value: named, label: named }}
              options={streams.map((name) => ({ value: name, label: name }))}
              placeholder="Choose a stream"
              empty="Choose an integration first"
              expandToViewport
              onChange={({ detail }) => setStream(detail.selectedOption.value ?? null)}
            />
          </FormField>
          <FormField label="External id">
            <Input value={typed} placeholder="The id in the source" onChange={({ detail }) => setTyped(detail.value)} />
          </FormField>
        </ColumnLayout>
        <Button disabled={integrationId === null || named === null || id === ''}>Show history</Button>
      </SpaceBetween>
    </form>
  );
}
