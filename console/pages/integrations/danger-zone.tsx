import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { paths } from '../../routing/paths.ts';
import { DisableDialog } from './integration-actions.tsx';
import { integrationPath } from './integration-path.ts';

interface Props {
  readonly integration: Integration;
}

/** What takes the integration out of service, for a time or for good. */
export function DangerZone({ integration }: Props) {
  const { integrationId, name, status } = integration;
  const [asked, setAsked] = useState<'disable' | 'delete' | null>(null);
  const mayChange = useMay('admin');
  const enable = useAct<Integration>({ done: () => `${name} is enabled.` });
  const close = (): void => setAsked(null);
  return (
    <Container header={<Header variant="h2">Danger zone</Header>}>
      <SpaceBetween size="l">
        <SpaceBetween size="xs">
          <Box>
            {status === 'DISABLED'
              ? 'It is disabled: nothing starts it.'
              : 'Disabled, nothing starts it until it is enabled again. Settings, records and logs stay.'}
          </Box>
          {status === 'DISABLED' ? (
            <Button
              disabled={!mayChange}
              loading={enable.isPending}
              onClick={() =>
                enable.mutate({ path: integrationPath(integrationId), method: 'PATCH', body: { disabled: false } })
              }
            >
              Enable integration
            </Button>
          ) : (
            <Button disabled={!mayChange} onClick={() => setAsked('disable')}>
              Disable integration
            </Button>
          )}
        </SpaceBetween>
        <SpaceBetween size="xs">
          <Box>Deleted, its settings and secrets are gone for good. Its runs stay as long as logs are kept.</Box>
          <Button disabled={!mayChange} onClick={() => setAsked('delete')}>
            Delete integration
          </Button>
        </SpaceBetween>
      </SpaceBetween>
      {asked === 'disable' && <DisableDialog integration={integration} onClose={close} />}
      {asked === 'delete' && <DeleteDialog integration={integration} onClose={close} />}
    </Container>
  );
}

function DeleteDialog({ integration: { integrationId, name }, onClose }: Props & { readonly onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const remove = useAct<void>({
    quietFailure: true,
    done: () => `${name} is deleted.`,
    onDone: () => navigate(paths.integrations(), { replace: true }),
  });
  return (
    <Confirm
      title={`Delete ${name}?`}
      verb="Delete"
      disabled={typed.trim() !== name}
      busy={remove.isPending}
      error={remove.error}
      onDismiss={onClose}
      onConfirm={() => remove.mutate({ path: integrationPath(integrationId), method: 'DELETE' })}
    >
      <Box>
        Its settings, secrets, schedule and webhook are removed, and cannot be brought back. The log of its runs stays
        until it expires.
      </Box>
      <FormField label={`Type ${name} to confirm`}>
        <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </Confirm>
  );
}
