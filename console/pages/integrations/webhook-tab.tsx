import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { CreatedHook, Hook } from '../../../shared/api/hook.ts';
import type { Integration } from '../../../shared/api/integration.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { RefusedError } from '../../api/request.ts';
import { useRead } from '../../api/use-read.ts';
import { Copyable } from '../../shown/copyable.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { Moment } from '../../shown/moments.tsx';
import { integrationPath } from './integration-path.ts';

interface Props {
  readonly integration: Integration;
}

const addressOf = ({ url }: Hook): string => new URL(url, location.origin).href;

/** R7: where the source tells that records changed, so that a run brings in just those. */
export default function WebhookTab({ integration }: Props) {
  const { integrationId } = integration;
  const path = `${integrationPath(integrationId)}/hook`;
  const mayChange = useMay('admin');
  const [asked, setAsked] = useState<'secret' | 'remove' | null>(null);
  const [created, setCreated] = useState<CreatedHook | null>(null);
  const read = useRead<Hook>(path);
  const isAbsent = read.error instanceof RefusedError && read.error.is('hook-not-found');
  const make = useAct<CreatedHook>({
    onDone: (hook) => {
      setCreated(hook);
      setAsked(null);
    },
  });
  const remove = useAct<void>({
    done: () => 'The webhook is removed.',
    onDone: () => {
      setCreated(null);
      setAsked(null);
    },
  });
  return (
    <SpaceBetween size="l">
      {created !== null && <Secret hook={created} stream={integration.streams[0]?.name ?? 'contacts'} />}
      <Container
        header={
          <Header
            variant="h2"
            description="The source says that records changed, and a run brings in just those, some seconds later."
            actions={
              isAbsent ? (
                <Button
                  variant="primary"
                  disabled={!mayChange}
                  loading={make.isPending}
                  onClick={() => make.mutate({ path })}
                >
                  Create webhook
                </Button>
              ) : (
                read.data !== undefined && (
                  <SpaceBetween direction="horizontal" size="xs">
                    <Button disabled={!mayChange} onClick={() => setAsked('secret')}>
                      New secret
                    </Button>
                    <Button disabled={!mayChange} onClick={() => setAsked('remove')}>
                      Remove webhook
                    </Button>
                  </SpaceBetween>
                )
              )
            }
          >
            Webhook
          </Header>
        }
      >
        {isAbsent ? (
          <Box color="text-body-secondary">There is none: changes are found by the schedule alone.</Box>
        ) : (
          <Loaded read={read} what="the webhook">
            {(hook) => (
              <KeyValuePairs
                columns={3}
                items={[
                  { label: 'Address', value: <Copyable text={addressOf(hook)} what="address of the webhook" /> },
                  { label: 'Secret made', value: <Moment at={hook.createdAt} /> },
                  {
                    label: 'The secret before it is taken until',
                    value: <Moment at={hook.previousUntil} />,
                  },
                ]}
              />
            )}
          </Loaded>
        )}
      </Container>
      {asked === 'secret' && (
        <Confirm
          title="Make a new secret?"
          verb="Make new secret"
          busy={make.isPending}
          error={make.error}
          onDismiss={() => setAsked(null)}
          onConfirm={() => make.mutate({ path })}
        >
          The secret in use is taken for another 24 hours; give the source the new one by then.
        </Confirm>
      )}
      {asked === 'remove' && (
        <Confirm
          title="Remove the webhook?"
          verb="Remove webhook"
          busy={remove.isPending}
          error={remove.error}
          onDismiss={() => setAsked(null)}
          onConfirm={() => remove.mutate({ path, method: 'DELETE' })}
        >
          What the source sends from then on is refused. A webhook that is made later has another secret.
        </Confirm>
      )}
    </SpaceBetween>
  );
}

function Secret({ hook, stream }: { readonly hook: CreatedHook; readonly stream: string }) {
  const lines = [
    `t=$(date +%s); body='{"stream":${JSON.stringify(stream)}}'`,
    `signature=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$SECRET" | awk '{print $NF}')`,
    `curl '${addressOf(hook)}' -H 'content-type: application/json' -H "syncline-signature: t=$t,v1=$signature" -d "$body"`,
  ];
  return (
    <Alert type="success" header="Keep the secret now: it is not shown again">
      <SpaceBetween size="s">
        <Copyable text={hook.secret} what="secret" />
        <div>The source signs what it sends with it. From a shell:</div>
        <Box variant="code">
          <pre style={{ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{lines.join('\n')}</pre>
        </Box>
      </SpaceBetween>
    </Alert>
  );
}
