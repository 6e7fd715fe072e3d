import { ulid } from 'ulid';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import { type DeliverDependencies, type Delivered, deliver } from './deliver.ts';
import type { Episode } from './episode-store.ts';

export interface SendTestDependencies extends DeliverDependencies {
  readonly integrations: IntegrationStore;
}

export type SendTestResult = ({ readonly kind: 'sent' } & Delivered) | { readonly kind: 'not-found' };

/** Tells whoever would be told of an alert that this is a test, also where alerts are switched off. */
export async function sendTest(
  deps: SendTestDependencies,
  org: string,
  integrationId: string,
): Promise<SendTestResult> {
  const integration = await deps.integrations.get(org, integrationId);
  if (!integration) return { kind: 'not-found' };
  return { kind: 'sent', ...(await deliver(deps, integration, testEpisode(integration, deps.now()), 'test')) };
}

interface Named {
  readonly org: string;
  readonly integrationId: string;
  readonly name: string;
}

function testEpisode({ org, integrationId, name }: Named, now: number): Episode {
  const at = new Date(now).toISOString();
  return {
    org,
    integrationId,
    integrationName: name,
    kind: 'error-rate',
    alertId: ulid(now),
    state: 'OK',
    since: at,
    level: 0,
    raisedAt: null,
    resolvedAt: null,
    summary: `This is a test of the alerts of ${name}. Nothing is wrong.`,
    advice: 'Nothing is to be done: alerts reach you.',
    numbers: {},
    notify: null,
    claimedUntil: null,
    attempts: 0,
    notified: [],
    notifiedAt: null,
    undelivered: [],
    revision: 0,
  };
}
