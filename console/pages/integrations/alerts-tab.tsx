import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { TestAlert } from '../../../shared/api/alert.ts';
import type { Integration } from '../../../shared/api/integration.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { AlertConditions } from './alert-conditions.tsx';
import { type AlertDraft, alertChangeOf, alertDraftOf } from './alert-draft.ts';
import { AlertWebhookField } from './alert-webhook-field.tsx';
import { CurrentAlerts } from './current-alerts.tsx';
import { EmailsField } from './emails-field.tsx';
import { integrationPath } from './integration-path.ts';
import { problemsOf } from './problem-places.ts';

interface Props {
  readonly integration: Integration;
}

/** What is wrong now, what counts as wrong, and who hears of it. */
export default function AlertsTab({ integration }: Props) {
  return (
    <SpaceBetween size="l">
      <CurrentAlerts integration={integration} />
      <Settings integration={integration} />
    </SpaceBetween>
  );
}

function Settings({ integration: { integrationId, name, alerts } }: Props) {
  const [edited, setEdited] = useState<AlertDraft | null>(null);
  const mayChange = useMay('admin');
  const draft = edited ?? alertDraftOf(alerts);
  const change = (part: Partial<AlertDraft>): void => setEdited({ ...draft, ...part });
  const save = useAct<Integration>({
    quietFailure: true,
    done: () => `The alerts of ${name} are saved.`,
    onDone: () => setEdited(null),
  });
  const problems = problemsOf(save.error);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={edited === null} onClick={() => setEdited(null)}>
                  Discard changes
                </Button>
                <Button
                  variant="primary"
                  disabled={edited === null || !mayChange}
                  loading={save.isPending}
                  onClick={() =>
                    save.mutate({
                      path: integrationPath(integrationId),
                      method: 'PATCH',
                      body: { alerts: alertChangeOf(draft) },
                    })
                  }
                >
                  Save alerts
                </Button>
              </SpaceBetween>
            }
          >
            When to tell somebody
          </Header>
        }
      >
        <SpaceBetween size="l">
          <Toggle checked={draft.enabled} onChange={({ detail }) => change({ enabled: detail.checked })}>
            Watch this integration
          </Toggle>
          {draft.enabled && <AlertConditions draft={draft} onChange={change} problems={problems} />}
          {save.error !== null && <ProblemAlert error={save.error} />}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Whom to tell</Header>}>
        <SpaceBetween size="l">
          <EmailsField
            label="E-mail"
            description={
              <>
                None: those in the <RouteLink to={paths.settings()}>settings of the organization</RouteLink>.
              </>
            }
            emails={draft.emails}
            error={[...problems].find(([pointer]) => pointer.startsWith('/alerts/emails'))?.[1]}
            onChange={(emails) => change({ emails })}
          />
          <AlertWebhookField
            stored={alerts.webhook}
            url={draft.webhookUrl}
            error={problems.get('/alerts/webhookUrl')}
            onChange={(webhookUrl) => change({ webhookUrl })}
          />
          <SendTest integrationId={integrationId} isSaved={edited === null} />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

const channelWords = { email: 'e-mail', webhook: 'webhook', event: 'event bus' } as const;

function SendTest({ integrationId, isSaved }: { readonly integrationId: string; readonly isSaved: boolean }) {
  const test = useAct<TestAlert>();
  return (
    <SpaceBetween size="s">
      <Button
        disabled={!isSaved}
        disabledReason="Save the changes first: a test goes to those who are stored."
        loading={test.isPending}
        onClick={() => test.mutate({ path: `${integrationPath(integrationId)}/alerts/test` })}
      >
        Send test
      </Button>
      {test.data !== undefined && (
        <Alert
          type={test.data.undelivered.length === 0 ? 'success' : 'warning'}
          header={
            test.data.notified.length === 0
              ? 'Nobody was told'
              : `Sent by ${test.data.notified.map((channel) => channelWords[channel]).join(', ')}`
          }
        >
          {test.data.undelivered.map(({ channel, reason }) => (
            <div key={channel}>
              Not by {channelWords[channel]}: {reason}
            </div>
          ))}
        </Alert>
      )}
    </SpaceBetween>
  );
}
