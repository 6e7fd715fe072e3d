import { randomBytes } from 'node:crypto';
import type { CreatedHook, Hook } from '../api/hook.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import { type SecretBox, secretContext } from '../integrations/secret-box.ts';
import type { HookStore, SealedHookSecret, StoredHook } from './hook-store.ts';

export interface HookDependencies {
  readonly hooks: HookStore;
  readonly integrations: IntegrationStore;
  readonly secretBox: SecretBox;
  readonly now: () => number;
}

export type CreateHookResult =
  | { readonly kind: 'created'; readonly hook: CreatedHook }
  | { readonly kind: 'not-found' }
  /** Its source is our side, which needs none. */
  | { readonly kind: 'outbound' }
  | { readonly kind: 'changed-meanwhile' };

/** As long as it may take until the new secret is everywhere where the old one was. */
const overlapMs = 24 * 3_600_000;
/** As many bits as the hash that is made with it. */
const secretBytes = 32;

export const hookSecretContext = (org: string, integrationId: string): Record<string, string> => ({
  ...secretContext(org, integrationId),
  purpose: 'hook',
});

/** Makes a webhook for an integration, or a new secret for the one that it has; the one before is taken for another day. */
export async function createHook(
  { hooks, integrations, secretBox, now }: HookDependencies,
  org: string,
  integrationId: string,
): Promise<CreateHookResult> {
  const integration = await integrations.get(org, integrationId);
  if (!integration) return { kind: 'not-found' };
  if (integration.direction === 'outbound') return { kind: 'outbound' };
  const secret = `whsec_${randomBytes(secretBytes).toString('base64url')}`;
  const sealed = await secretBox.seal(secret, hookSecretContext(org, integrationId));
  const seen = await hooks.get(integrationId);
  const createdAt = new Date(now()).toISOString();
  const until = new Date(now() + overlapMs).toISOString();
  // Of those that were exchanged before, none gets more time.
  const before = (seen?.secrets ?? [])
    .map((one) => ({ ...one, until: one.until ?? until }))
    .filter((one) => one.until > createdAt)
    .slice(0, 1);
  const secrets: SealedHookSecret[] = [{ sealed, createdAt, until: null }, ...before];
  if ((await hooks.write({ org, integrationId, secrets }, seen)) === 'lost') return { kind: 'changed-meanwhile' };
  return { kind: 'created', hook: { ...presentHook({ integrationId, secrets }), secret } };
}

/** Null where the integration has none. */
export async function readHook(
  { hooks, now }: Pick<HookDependencies, 'hooks' | 'now'>,
  org: string,
  integrationId: string,
): Promise<Hook | null> {
  const hook = await hooks.get(integrationId);
  if (hook?.org !== org) return null;
  const secrets = hook.secrets.filter(({ until }) => until === null || Date.parse(until) > now());
  return presentHook({ integrationId, secrets });
}

function presentHook({
  integrationId,
  secrets: [current, previous],
}: Pick<StoredHook, 'integrationId' | 'secrets'>): Hook {
  if (!current) throw new Error(`The webhook of ${integrationId} has no secret.`);
  return {
    url: `/v1/hooks/${integrationId}`,
    createdAt: current.createdAt,
    previousUntil: previous?.until ?? null,
  };
}
