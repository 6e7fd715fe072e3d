import { type Connector, SettingsError, type StreamDefinition } from '../connector/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import { formatPointer } from '../connector/json-pointer.ts';
import { createRedactor } from '../connector/redactor.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import type { OutboundSource } from './outbound-source.ts';
import { secretTexts, splitSecrets } from './stored-secrets.ts';

export type CheckedSettings =
  | {
      readonly kind: 'ok';
      /** As the connector's schema gives them: with defaults. */
      readonly parsed: unknown;
      /** JSON pointers of the secret ones, set or not. */
      readonly secrets: readonly string[];
      readonly streams: readonly StreamDefinition[];
      /** Of a connector that writes: whose records it sends, and which streams of theirs. */
      readonly source: OutboundSource | null;
    }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] };

/** DynamoDB takes 400 KB an item; the rest is for streams, sealed secrets and names. */
const largestSettingsBytes = 250 * 1024;

/** Puts settings to the connector's schema and then to the connector itself. */
export function checkSettings(connector: Connector, settings: JsonObject): CheckedSettings {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes > largestSettingsBytes) {
    return invalid(
      '',
      `The settings take ${Math.ceil(bytes / 1024)} KB; ${largestSettingsBytes / 1024} KB is the most.`,
    );
  }
  const parsed = connector.settings.safeParse(settings);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({
      pointer: formatPointer(path),
      detail: message,
    }));
    return { kind: 'invalid-settings', problems };
  }
  const secrets = connector.secrets(parsed.data);
  try {
    const streams = connector.streams(parsed.data);
    if (streams.length === 0) return invalid('', 'These settings offer no stream, so there would be nothing to sync.');
    const source = connector.target?.source(parsed.data) ?? null;
    return { kind: 'ok', parsed: parsed.data, secrets, streams, source };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const redact = createRedactor(secretTexts(splitSecrets(settings, secrets).secrets));
    const problems = error.problems.map(({ pointer, detail }) => ({ pointer, detail: redact.text(detail) }));
    return { kind: 'invalid-settings', problems };
  }
}

function invalid(pointer: string, detail: string): CheckedSettings {
  return { kind: 'invalid-settings', problems: [{ pointer, detail }] };
}
