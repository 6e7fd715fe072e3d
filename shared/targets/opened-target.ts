import { type Connector, SourceError } from '../connector/connector.ts';
import type { ConnectorContext } from '../connector/connector-context.ts';
import type { HttpClient } from '../connector/http-client.ts';
import { createRedactor, type Redactor } from '../connector/redactor.ts';
import type { Target, TargetAbilities, TargetRecord } from '../connector/target.ts';
import type { FindConnector } from '../integrations/integration-dependencies.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import { openSettings } from '../integrations/open-settings.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import type { StreamOfIntegration } from '../table/keys.ts';

export interface OpenTargetDependencies {
  readonly integrations: IntegrationStore;
  readonly secretBox: SecretBox;
  readonly findConnector: FindConnector;
  readonly now: () => number;
}

/** The target of an outbound integration, with its settings. */
export interface OpenedTarget {
  readonly abilities: TargetAbilities;
  readonly concurrency: number;
  /** Takes out the secrets of both sides: a record may show one of its source. */
  readonly redact: Redactor;
  /** The target as one lane of requests sees it, with its way out. */
  through(http: HttpClient, signal: AbortSignal): BoundTarget;
}

export interface BoundTarget {
  create(record: TargetRecord): Promise<{ readonly targetId: string | null }>;
  update(record: TargetRecord): Promise<void>;
  remove(record: TargetRecord): Promise<void>;
  find(record: TargetRecord): Promise<{ readonly targetId: string | null } | null>;
}

/** Throws SourceError where nothing can be written any more, whatever the target says. */
export async function openTarget(
  deps: OpenTargetDependencies,
  { org, integrationId, stream }: StreamOfIntegration,
): Promise<OpenedTarget> {
  const integration = await deps.integrations.get(org, integrationId);
  if (!integration) throw new SourceError('integration_gone', 'The integration was deleted while its run was going.');
  const connector = await deps.findConnector(integration.connector);
  const { target } = connector ?? {};
  if (!connector || !target) {
    throw new SourceError('connector_gone', `There is no target ${integration.connector} any more.`);
  }
  const { parsed, secretValues } = await parsedSettings(deps, connector, integration);
  const from = await deps.integrations.get(org, target.source(parsed).integrationId);
  const { secretValues: ofSource } = from ? await openSettings(deps.secretBox, from) : { secretValues: [] };
  return {
    abilities: target.abilities(parsed, stream),
    concurrency: target.concurrency(parsed),
    redact: createRedactor([...secretValues, ...ofSource]),
    through: (http, signal) => bound(target, { settings: parsed, http, signal, now: deps.now }),
  };
}

async function parsedSettings({ secretBox }: OpenTargetDependencies, connector: Connector, stored: StoredIntegration) {
  const { settings, secretValues } = await openSettings(secretBox, stored);
  const parsed = connector.settings.safeParse(settings);
  if (parsed.success) return { parsed: parsed.data, secretValues };
  throw new SourceError('settings_invalid', 'The settings no longer fit the connector; save them again.');
}

const bound = (target: Target<unknown>, context: ConnectorContext<unknown>): BoundTarget => ({
  create: (record) => target.create(context, record),
  update: (record) => target.update(context, record),
  remove: (record) => target.remove(context, record),
  find: (record) => target.find(context, record),
});
