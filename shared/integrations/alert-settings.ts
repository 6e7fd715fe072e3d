import type { AlertSettings, UpdateAlertSettings } from '../api/alert.ts';
import { type SecretBox, secretContext } from './secret-box.ts';

/** As it is kept: of the webhook's address only its origin is readable, since its path often is a password. */
export interface StoredAlertSettings extends AlertSettings {
  readonly sealedWebhook: string | null;
}

/** What holds until anything is decided. */
export const defaultAlertSettings: StoredAlertSettings = {
  enabled: true,
  emails: [],
  webhook: null,
  sealedWebhook: null,
  errorRate: {
    records: 0.3,
    runs: 0.3,
    windowHours: 24,
    // One bad record among three is no rate.
    minimumRecords: 10,
    // Who runs once a day is to hear of the day on which nothing came of it.
    minimumRuns: 1,
  },
  stalenessHours: 'auto',
  volume: true,
};

/** An integration, as far as it is decided what it is watched for. */
export interface Alerting {
  readonly alerts?: StoredAlertSettings;
}

export const alertSettingsOf = ({ alerts }: Alerting): StoredAlertSettings => alerts ?? defaultAlertSettings;

interface Owner {
  readonly org: string;
  readonly integrationId: string;
}

const webhookContext = ({ org, integrationId }: Owner) => ({ ...secretContext(org, integrationId), of: 'webhook' });

/** The settings with what is given changed, and a webhook's address sealed. */
export async function changeAlertSettings(
  box: SecretBox,
  owner: Owner,
  before: StoredAlertSettings,
  { webhookUrl, errorRate, ...change }: UpdateAlertSettings,
): Promise<StoredAlertSettings> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const rates = Object.fromEntries(Object.entries(errorRate ?? {}).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...given,
    errorRate: { ...before.errorRate, ...rates },
    ...(webhookUrl === null && { webhook: null, sealedWebhook: null }),
    ...(typeof webhookUrl === 'string' && {
      webhook: `${new URL(webhookUrl).origin}/…`,
      sealedWebhook: await box.seal(webhookUrl, webhookContext(owner)),
    }),
  };
}

/** The webhook's address; null where there is none. */
export async function openWebhook(box: SecretBox, owner: Owner & Alerting): Promise<string | null> {
  const { sealedWebhook } = alertSettingsOf(owner);
  return sealedWebhook === null ? null : box.open(sealedWebhook, webhookContext(owner));
}

/** As the API gives them. */
export function presentAlertSettings(integration: Alerting): AlertSettings {
  const { sealedWebhook, ...shown } = alertSettingsOf(integration);
  return shown;
}
