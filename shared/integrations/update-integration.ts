import type { UpdateIntegration } from '../api/integration.ts';
import type { JsonObject } from '../connector/json.ts';
import { applySettings } from './apply-settings.ts';
import type { SettingsProblem } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import { sameName } from './integration-names.ts';
import type { StoredIntegration } from './integration-store.ts';
import { sealSecrets } from './open-settings.ts';

export type UpdateIntegrationResult =
  | { readonly kind: 'updated'; readonly integration: StoredIntegration }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] }
  | { readonly kind: 'name-taken'; readonly name: string; readonly integrationId: string | null };

/** Another writer won this often in a row: time to let the caller look at what is there now. */
const attempts = 5;

export async function updateIntegration(
  deps: IntegrationDependencies,
  org: string,
  integrationId: string,
  patch: UpdateIntegration,
): Promise<UpdateIntegrationResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seen = await deps.integrations.get(org, integrationId);
    if (!seen) return { kind: 'not-found' };
    const result = await updateOnce(deps, seen, patch);
    if (result.kind !== 'changed-meanwhile') return result;
  }
  return { kind: 'changed-meanwhile' };
}

/** A new name is claimed, then the integration written, then the old name freed. */
async function updateOnce(
  deps: IntegrationDependencies,
  seen: StoredIntegration,
  patch: UpdateIntegration,
): Promise<UpdateIntegrationResult> {
  const changed = await withPatch(deps, seen, patch);
  if ('kind' in changed) return changed;

  const { org, integrationId } = seen;
  if (sameName(changed.name, seen.name)) {
    const written = await deps.integrations.replace(seen, changed);
    return written === 'lost' ? { kind: 'changed-meanwhile' } : { kind: 'updated', integration: written };
  }
  const claim = await deps.names.claim(org, changed.name, integrationId);
  if (claim.kind === 'taken') return { kind: 'name-taken', name: changed.name, integrationId: claim.integrationId };
  const written = await deps.integrations.replace(seen, { ...changed, nameClaim: claim.claim });
  if (written === 'lost') {
    await deps.names.free(org, changed.name, claim.claim);
    return { kind: 'changed-meanwhile' };
  }
  await deps.names.free(org, seen.name, seen.nameClaim);
  return { kind: 'updated', integration: written };
}

type Refusal = Extract<UpdateIntegrationResult, { kind: 'unknown-connector' | 'invalid-settings' }>;

async function withPatch(
  deps: IntegrationDependencies,
  seen: StoredIntegration,
  patch: UpdateIntegration,
): Promise<StoredIntegration | Refusal> {
  let changed: StoredIntegration = {
    ...seen,
    name: patch.name ?? seen.name,
    updatedAt: new Date(deps.now()).toISOString(),
  };
  if (patch.settings !== undefined) {
    const applied = await applySettings(deps, seen, patch.settings as JsonObject);
    if (applied.kind !== 'ok') return applied;
    changed = {
      ...changed,
      settings: applied.open,
      sealedSecrets: await sealSecrets(deps.secretBox, seen, applied.secrets),
      secrets: Object.keys(applied.secrets),
      streams: applied.checked.streams,
      // New settings may be the remedy: the next run finds out.
      ...(seen.status === 'ERROR' && { status: 'ACTIVE', statusReason: null }),
    };
  }
  if (patch.disabled === true) return { ...changed, status: 'DISABLED', statusReason: 'Switched off by a user.' };
  if (patch.disabled === false && seen.status === 'DISABLED')
    return { ...changed, status: 'ACTIVE', statusReason: null };
  return changed;
}
