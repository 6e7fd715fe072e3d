import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Schedule } from '../../../shared/api/schedule.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { paths } from '../../routing/paths.ts';
import { integrationPath } from './integration-path.ts';
import { RunDialog } from './run-dialog.tsx';
import { TestDialog } from './test-dialog.tsx';

interface Props {
  readonly integration: Integration;
  /** Whether there is little room. */
  readonly isCompact?: boolean;
}

type Dialog = 'run' | 'test' | 'disable';

/** What can be done with an integration from wherever it is shown. */
export function IntegrationActions({ integration, isCompact = false }: Props) {
  const { integrationId, name, status, paused } = integration;
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const navigate = useNavigate();
  const mayRun = useMay('operator');
  const mayChange = useMay('admin');
  const path = integrationPath(integrationId);
  const schedule = useAct<Schedule>({
    done: (after) => (after.paused ? `The schedule of ${name} is paused.` : `The schedule of ${name} goes on.`),
  });
  const enable = useAct<Integration>({ done: () => `${name} is enabled.` });
  const close = (): void => setDialog(null);
  const act: Readonly<Record<string, () => void>> = {
    run: () => setDialog('run'),
    test: () => setDialog('test'),
    pause: () => schedule.mutate({ path: `${path}/schedule`, method: 'PATCH', body: { paused: !paused } }),
    edit: () => navigate(paths.integration(integrationId, 'settings')),
    disable: () => setDialog('disable'),
    enable: () => enable.mutate({ path, method: 'PATCH', body: { disabled: false } }),
  };
  const notActive =
    status === 'ACTIVE' ? {} : { disabled: true, disabledReason: 'Only an active integration can be run.' };
  const forOperators = mayRun ? {} : { disabled: true, disabledReason: 'This takes the role operator.' };
  const forAdmins = mayChange ? {} : { disabled: true, disabledReason: 'This takes the role admin.' };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {!isCompact && (
          <Button variant="primary" {...notActive} {...forOperators} onClick={() => setDialog('run')}>
            Run now
          </Button>
        )}
        <ButtonDropdown
          ariaLabel={`Actions on ${name}`}
          variant={isCompact ? 'icon' : 'normal'}
          expandToViewport
          items={[
            ...(isCompact ? [{ id: 'run', text: 'Run now', ...notActive, ...forOperators }] : []),
            { id: 'test', text: 'Test connection', ...forOperators },
            { id: 'pause', text: paused ? 'Resume schedule' : 'Pause schedule', ...forOperators },
            { id: 'edit', text: 'Edit settings', ...forAdmins },
            status === 'DISABLED'
              ? { id: 'enable', text: 'Enable', ...forAdmins }
              : { id: 'disable', text: 'Disable', ...forAdmins },
          ]}
          onItemClick={({ detail }) => act[detail.id]?.()}
        >
          Actions
        </ButtonDropdown>
      </SpaceBetween>
      {dialog === 'run' && <RunDialog integration={integration} onClose={close} />}
      {dialog === 'test' && <TestDialog integration={integration} onClose={close} />}
      {dialog === 'disable' && <DisableDialog integration={integration} onClose={close} />}
    </>
  );
}

interface DialogProps {
  readonly integration: Integration;
  readonly onClose: () => void;
}

export function DisableDialog({ integration: { integrationId, name }, onClose }: DialogProps): ReactNode {
  const disable = useAct<Integration>({ done: () => `${name} is disabled.`, onDone: onClose, quietFailure: true });
  return (
    <Confirm
      title={`Disable ${name}?`}
      verb="Disable"
      busy={disable.isPending}
      error={disable.error}
      onDismiss={onClose}
      onConfirm={() =>
        disable.mutate({ path: integrationPath(integrationId), method: 'PATCH', body: { disabled: true } })
      }
    >
      Nothing starts it any more: neither its schedule, nor a webhook, nor a person, until it is enabled again. A run
      that goes is not ended. Settings, records and logs stay.
    </Confirm>
  );
}
