import { ulid } from 'ulid';
import type { CreateIntegration } from '../api/integration.ts';
import type { JsonObject } from '../connector/json.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import { changeAlertSettings, defaultAlertSettings } from './alert-settings.ts';
import { checkSettings } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import type { StoredIntegration } from './integration-store.ts';
import { sealSecrets } from './open-settings.ts';
import { directionProblems, outboundSourceProblems, runnerProblems } from './outbound-source.ts';
import { secretTexts, splitSecrets } from './stored-secrets.ts';

export type CreateResult =
  | {
      readonly kind: 'created';
      readonly integration: StoredIntegration;
      /** To be kept out of what is told of it. */
      readonly secretValues: readonly string[];
    }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] }
  | { readonly kind: 'name-taken'; readonly name: string; readonly integrationId: string | null };

/** Creates an active integration. Its name is claimed first; see IntegrationNames for what a kill in between leaves. */
export async function createIntegration(
  deps: IntegrationDependencies,
  org: string,
  request: CreateIntegration,
): Promise<CreateResult> {
  const connector = await deps.findConnector(request.connector);
  if (!connector) return { kind: 'unknown-connector', connector: request.connector };
  const settings = request.settings as JsonObject;
  const checked = checkSettings(connector, settings);
  if (checked.kind === 'invalid-settings') return checked;
  const direction = connector.target ? 'outbound' : 'inbound';
  const problems = [
    ...directionProblems(connector, direction, request),
    ...runnerProblems(checked.source, request.runsOn),
    ...(await outboundSourceProblems(deps, org, checked.source)),
  ];
  if (problems.length > 0) return { kind: 'invalid-settings', problems };

  const integrationId = ulid(deps.now());
  const { open, secrets } = splitSecrets(settings, checked.secrets);
  const sealedSecrets = await sealSecrets(deps.secretBox, { org, integrationId }, secrets);
  const name = await deps.names.claim(org, request.name, integrationId);
  if (name.kind === 'taken') return { kind: 'name-taken', name: request.name, integrationId: name.integrationId };

  const at = new Date(deps.now()).toISOString();
  const alerts =
    request.alerts &&
    (await changeAlertSettings(deps.secretBox, { org, integrationId }, defaultAlertSettings, request.alerts));
  const integration: StoredIntegration = {
    org,
    integrationId,
    name: request.name,
    connector: connector.type,
    direction,
    target: connector.target ? connector.type : 'records',
    ...(checked.source && { readsFrom: checked.source.integrationId }),
    settings: open,
    sealedSecrets,
    secrets: Object.keys(secrets),
    streams: checked.streams,
    status: 'ACTIVE',
    statusReason: null,
    ...(alerts && { alerts }),
    ...(request.deletionGuard !== undefined && { deletionGuard: request.deletionGuard }),
    ...(request.runsOn !== undefined && { runsOn: request.runsOn }),
    ...(request.runnerWaitHours !== undefined && { runnerWaitHours: request.runnerWaitHours }),
    createdAt: at,
    updatedAt: at,
    nameClaim: name.claim,
    revision: 1,
  };
  if ((await deps.integrations.create(integration)) === 'lost') {
    return { kind: 'name-taken', name: request.name, integrationId: null };
  }
  return { kind: 'created', integration, secretValues: secretTexts(secrets) };
}
