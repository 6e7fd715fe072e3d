import { isDeepStrictEqual } from 'node:util';
import type { UpdateIntegration } from '../api/integration.ts';
import type { JsonObject } from '../connector/json.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import { alertSettingsOf, changeAlertSettings } from './alert-settings.ts';
import { applySettings } from './apply-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import { sameName } from './integration-names.ts';
import type { StoredIntegration } from './integration-store.ts';
import { sealSecrets } from './open-settings.ts';
import { outboundSourceProblems, runnerProblems } from './outbound-source.ts';
import { type Secrets, secretTexts } from './stored-secrets.ts';

export type UpdateIntegrationResult =
  | {
      readonly kind: 'updated';
      readonly integration: StoredIntegration;
      /** As it was. */
      readonly before: StoredIntegration;
      readonly changedSecrets: ChangedSecrets;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] }
  | { readonly kind: 'name-taken'; readonly name: string; readonly integrationId: string | null };

/** What became of the secrets, for whoever tells of the update. */
export interface ChangedSecrets {
  /** JSON pointers of those that are new, other or gone. */
  readonly pointers: readonly string[];
  /** Old and new values, to be kept out of what is told. */
  readonly values: readonly string[];
}

const noSecrets: ChangedSecrets = { pointers: [], values: [] };

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
  const patched = await withPatch(deps, seen, patch);
  if (patched.kind !== 'patched') return patched;

  const { changed, changedSecrets } = patched;
  const { org, integrationId } = seen;
  const updated = (integration: StoredIntegration) =>
    ({ kind: 'updated', integration, before: seen, changedSecrets }) as const;
  if (sameName(changed.name, seen.name)) {
    const written = await deps.integrations.replace(seen, changed);
    return written === 'lost' ? { kind: 'changed-meanwhile' } : updated(written);
  }
  const claim = await deps.names.claim(org, changed.name, integrationId);
  if (claim.kind === 'taken') return { kind: 'name-taken', name: changed.name, integrationId: claim.integrationId };
  const written = await deps.integrations.replace(seen, { ...changed, nameClaim: claim.claim });
  if (written === 'lost') {
    await deps.names.free(org, changed.name, claim.claim);
    return { kind: 'changed-meanwhile' };
  }
  await deps.names.free(org, seen.name, seen.nameClaim);
  return updated(written);
}

interface Patched {
  readonly kind: 'patched';
  readonly changed: StoredIntegration;
  readonly changedSecrets: ChangedSecrets;
}

type Refusal = Extract<UpdateIntegrationResult, { kind: 'unknown-connector' | 'invalid-settings' }>;

async function withPatch(
  deps: IntegrationDependencies,
  seen: StoredIntegration,
  patch: UpdateIntegration,
): Promise<Patched | Refusal> {
  const unfit = runnerProblems(seen.readsFrom, patch.runsOn);
  if (unfit.length > 0) return { kind: 'invalid-settings', problems: unfit };
  let changedSecrets = noSecrets;
  let changed: StoredIntegration = {
    ...seen,
    name: patch.name ?? seen.name,
    updatedAt: new Date(deps.now()).toISOString(),
  };
  if (patch.settings !== undefined) {
    const applied = await applySettings(deps, seen, patch.settings as JsonObject);
    if (applied.kind !== 'ok') return applied;
    const { source } = applied.checked;
    const problems = await outboundSourceProblems(deps, seen.org, source);
    if (problems.length > 0) return { kind: 'invalid-settings', problems };
    changedSecrets = compareSecrets(applied.storedSecrets, applied.secrets);
    changed = {
      ...changed,
      settings: applied.open,
      sealedSecrets: await sealSecrets(deps.secretBox, seen, applied.secrets),
      secrets: Object.keys(applied.secrets),
      streams: applied.checked.streams,
      ...(source && { readsFrom: source.integrationId }),
      // New settings may be the remedy: the next run finds out.
      ...(seen.status === 'ERROR' && { status: 'ACTIVE', statusReason: null }),
      quarantine: null,
    };
  }
  if (patch.runsOn !== undefined) changed = { ...changed, runsOn: patch.runsOn };
  if (patch.runnerWaitHours !== undefined) changed = { ...changed, runnerWaitHours: patch.runnerWaitHours };
  if (patch.deletionGuard !== undefined) changed = { ...changed, deletionGuard: patch.deletionGuard };
  if (patch.alerts !== undefined) {
    const alerts = await changeAlertSettings(deps.secretBox, seen, alertSettingsOf(seen), patch.alerts);
    changed = { ...changed, alerts };
  }
  return { kind: 'patched', changed: { ...changed, ...switched(seen, patch) }, changedSecrets };
}

function switched(
  { status }: StoredIntegration,
  { disabled }: UpdateIntegration,
): Partial<Pick<StoredIntegration, 'status' | 'statusReason' | 'quarantine'>> {
  if (disabled === true) return { status: 'DISABLED', statusReason: 'Switched off by a user.' };
  if (disabled !== false || status !== 'DISABLED') return {};
  return { status: 'ACTIVE', statusReason: null, quarantine: null };
}

function compareSecrets(before: Secrets, after: Secrets): ChangedSecrets {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return {
    pointers: all.filter((pointer) => !isDeepStrictEqual(before[pointer], after[pointer])),
    values: [...secretTexts(before), ...secretTexts(after)],
  };
}
