import type { SettingsCheck } from '../api/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import { checkSettings } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import { outboundSourceProblems } from './outbound-source.ts';
import { settingsJsonSchema, withPart } from './settings-json-schema.ts';

export type CheckDraftResult =
  | { readonly kind: 'checked'; readonly check: SettingsCheck }
  | { readonly kind: 'unknown-connector'; readonly connector: string };

/** What is to be said of settings before anything is made of them; asks no external system. */
export async function checkDraft(
  deps: Pick<IntegrationDependencies, 'findConnector' | 'integrations'>,
  org: string,
  type: string,
  settings: JsonObject,
): Promise<CheckDraftResult> {
  const connector = await deps.findConnector(type);
  if (!connector) return { kind: 'unknown-connector', connector: type };
  const checked = checkSettings(connector, settings);
  const draft = connector.draft?.(settings) ?? { schemas: {}, streams: [], problems: [] };
  const parsed = connector.settings.safeParse(settings);
  const ofSource = checked.kind === 'ok' ? await outboundSourceProblems(deps, org, checked.source) : [];
  const offered = checked.kind === 'ok' ? checked.streams.map(({ name }) => ({ name, problems: [] })) : [];
  const check: SettingsCheck = {
    problems: [...(checked.kind === 'ok' ? ofSource : checked.problems)],
    settings: Object.entries(draft.schemas).reduce(
      (schema, [pointer, part]) => withPart(schema, pointer, part),
      settingsJsonSchema(connector),
    ),
    secrets: parsed.success ? [...connector.secrets(parsed.data)] : [],
    streams: (connector.draft ? draft.streams : offered).map(({ name, problems }) => ({
      name,
      remarks: [...problems],
    })),
    remarks: [...draft.problems],
  };
  return { kind: 'checked', check };
}
