import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { ConnectorInfo } from '../../../shared/api/connector.ts';
import type { CreateIntegration, Integration, TestReport as Report } from '../../../shared/api/integration.ts';
import { useAct } from '../../acting/use-act.ts';
import { paths } from '../../routing/paths.ts';
import { Page } from '../../shell/page.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { EmailsField } from './emails-field.tsx';
import { type Draft, IntegrationForm } from './integration-form.tsx';
import { problemsOf } from './problem-places.ts';
import { TestReport } from './test-report.tsx';
import { useConnectors } from './use-connectors.ts';

const connectorHints = {
  inbound: 'Reads records of an external system',
  outbound: 'Sends our records to an external system',
} as const;

/** H3: another account of an external system. */
export default function NewIntegration() {
  const connectors = useConnectors();
  const [search, setSearch] = useSearchParams();
  return (
    <Page title="Create integration" crumbs={[{ text: 'Integrations', to: paths.integrations() }]}>
      <Loaded read={connectors} what="connectors">
        {({ items }) => {
          const chosen = items.find(({ type }) => type === search.get('connector')) ?? items[0];
          return (
            <SpaceBetween size="l">
              <Container header={<Header variant="h2">Connector</Header>}>
                <Tiles
                  ariaLabel="Connector"
                  value={chosen?.type ?? null}
                  items={items.map(({ type, title, direction }) => ({
                    value: type,
                    label: title,
                    description: connectorHints[direction],
                  }))}
                  onChange={({ detail }) => setSearch({ connector: detail.value }, { replace: true })}
                />
              </Container>
              {chosen !== undefined && <Create key={chosen.type} connector={chosen} />}
            </SpaceBetween>
          );
        }}
      </Loaded>
    </Page>
  );
}

interface Alerts {
  readonly enabled: boolean;
  readonly emails: readonly string[];
}

function Create({ connector }: { readonly connector: ConnectorInfo }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>({ name: '', settings: {}, runsOn: 'cloud', runnerWaitHours: 24 });
  const [alerts, setAlerts] = useState<Alerts>({ enabled: true, emails: [] });
  const [isReadable, setReadable] = useState(true);
  const [wasTried, setTried] = useState(false);
  const create = useAct<Integration>({
    quietFailure: true,
    done: ({ name }) => `${name} is created. Run it now, or decide on its schedule.`,
    onDone: ({ integrationId }) => navigate(paths.integration(integrationId)),
  });
  const test = useAct<Report>({ quietFailure: true });
  const error = create.error ?? test.error;
  const isOnRunner = draft.runsOn !== 'cloud';
  const save = (): void => {
    setTried(true);
    test.reset();
    const { name, settings, runsOn, runnerWaitHours } = draft;
    const body: CreateIntegration = {
      name,
      connector: connector.type,
      settings,
      alerts: { enabled: alerts.enabled, emails: [...alerts.emails] },
      ...(isOnRunner && { runsOn, runnerWaitHours }),
    };
    create.mutate({ path: '/v1/integrations', body });
  };
  const tryOut = (): void => {
    setTried(true);
    create.reset();
    const path = `/v1/connectors/${encodeURIComponent(connector.type)}/test`;
    test.mutate({ path, body: { settings: draft.settings } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={() => navigate(paths.integrations())}>
              Cancel
            </Button>
            <Button
              formAction="none"
              loading={test.isPending}
              disabled={!isReadable || isOnRunner}
              {...(isOnRunner && { disabledReason: 'Only a runner can reach it: start a dry run once it is created.' })}
              onClick={tryOut}
            >
              Test connection
            </Button>
            <Button variant="primary" loading={create.isPending} disabled={!isReadable}>
              Create integration
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <IntegrationForm
            connector={connector}
            draft={draft}
            onChange={setDraft}
            onReadable={setReadable}
            isNew
            error={error}
            wasTried={wasTried}
          />
          <Container header={<Header variant="h2">Alerts</Header>}>
            <SpaceBetween size="l">
              <Toggle
                checked={alerts.enabled}
                description="When 30 % of the records or runs fail within 24 hours, when no run succeeds for long, and the like; all of it can be changed later"
                onChange={({ detail }) => setAlerts({ ...alerts, enabled: detail.checked })}
              >
                Tell somebody when something is wrong
              </Toggle>
              {alerts.enabled && (
                <EmailsField
                  label="Who is written to"
                  description="None: those in the settings of the organization."
                  emails={alerts.emails}
                  error={problemsOf(error).get('/alerts/emails')}
                  onChange={(emails) => setAlerts({ ...alerts, emails })}
                />
              )}
            </SpaceBetween>
          </Container>
          {error !== null && <ProblemAlert error={error} />}
          {test.data !== undefined && <TestReport report={test.data} unsaved="Nothing is saved yet." />}
        </SpaceBetween>
      </Form>
    </form>
  );
}
