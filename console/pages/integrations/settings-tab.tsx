import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ConnectorInfo } from '../../../shared/api/connector.ts';
import type { Integration, TestReport as Report, UpdateIntegration } from '../../../shared/api/integration.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { Loaded } from '../../shown/loaded.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { DangerZone } from './danger-zone.tsx';
import { type Draft, IntegrationForm } from './integration-form.tsx';
import { integrationPath } from './integration-path.ts';
import type { JsonObject } from './schema-form/schema.ts';
import { TestReport } from './test-report.tsx';
import { useConnectors } from './use-connectors.ts';

interface Props {
  readonly integration: Integration;
}

/** What the integration is made of. Secrets are kept unless they are replaced. */
export default function SettingsTab({ integration }: Props) {
  const connectors = useConnectors();
  return (
    <SpaceBetween size="l">
      <Loaded read={connectors} what="the connector">
        {({ items }) => {
          const connector = items.find(({ type }) => type === integration.connector);
          if (connector !== undefined) return <Edit integration={integration} connector={connector} />;
          return (
            <Alert type="error" header="Its connector is gone">
              This Syncline has no connector “{integration.connector}” (any more).
            </Alert>
          );
        }}
      </Loaded>
      <DangerZone integration={integration} />
    </SpaceBetween>
  );
}

const draftOf = ({ name, settings, runsOn, runnerWaitHours }: Integration): Draft => ({
  name,
  settings: settings as JsonObject,
  runsOn,
  runnerWaitHours,
});

function Edit({ integration, connector }: Props & { readonly connector: ConnectorInfo }) {
  const [edited, setEdited] = useState<Draft | null>(null);
  const [isReadable, setReadable] = useState(true);
  const [wasTried, setTried] = useState(false);
  const [round, setRound] = useState(0);
  const mayChange = useMay('admin');
  const path = integrationPath(integration.integrationId);
  const draft = edited ?? draftOf(integration);
  const save = useAct<Integration>({
    quietFailure: true,
    done: ({ name }) => `The settings of ${name} are saved.`,
    onDone: () => discard(),
  });
  const test = useAct<Report>({ quietFailure: true });
  const error = save.error ?? test.error;
  const isOnRunner = integration.runsOn !== 'cloud';
  const discard = (): void => {
    setEdited(null);
    setTried(false);
    // What was typed, and is not JSON yet, goes with it.
    setRound((before) => before + 1);
  };
  const tryOut = (): void => {
    setTried(true);
    save.reset();
    test.mutate({ path: `${path}/test`, ...(edited !== null && { body: { settings: draft.settings } }) });
  };
  const submit = (): void => {
    setTried(true);
    test.reset();
    save.mutate({ path, method: 'PATCH', body: changeOf(integration, draft) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" disabled={edited === null} onClick={discard}>
              Discard changes
            </Button>
            <Button
              formAction="none"
              loading={test.isPending}
              disabled={!isReadable || isOnRunner}
              {...(isOnRunner && { disabledReason: 'Only a runner can reach the source: start a dry run instead.' })}
              onClick={tryOut}
            >
              Test connection
            </Button>
            <Button variant="primary" loading={save.isPending} disabled={edited === null || !isReadable || !mayChange}>
              Save settings
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <IntegrationForm
            key={round}
            connector={connector}
            draft={draft}
            onChange={(change) => setEdited((before) => change(before ?? draftOf(integration)))}
            onReadable={setReadable}
            isNew={false}
            stored={integration.secrets}
            error={error}
            wasTried={wasTried}
          />
          {error !== null && <ProblemAlert error={error} />}
          {test.data !== undefined && <TestReport report={test.data} />}
        </SpaceBetween>
      </Form>
    </form>
  );
}

/** Only what differs, so that the history says what was changed. */
function changeOf(before: Integration, { name, settings, runsOn, runnerWaitHours }: Draft): UpdateIntegration {
  return {
    ...(name !== before.name && { name }),
    ...(settings !== before.settings && { settings }),
    ...(runsOn !== before.runsOn && { runsOn }),
    ...(runnerWaitHours !== before.runnerWaitHours && { runnerWaitHours }),
  };
}
