import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../api/call.ts';
import { cloud } from '../api/runner.ts';
import { type Connector, SettingsError, SourceError, type TestResult } from '../connector/connector.ts';
import { createHttpClient } from '../connector/create-http-client.ts';
import type { JsonObject } from '../connector/json.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import { createRedactor } from '../connector/redactor.ts';
import { applySettings } from './apply-settings.ts';
import { checkSettings } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import type { StoredIntegration } from './integration-store.ts';
import { openSecrets } from './open-settings.ts';
import type { SettingsProblem } from './settings-problem.ts';
import { joinSecrets, type Secrets, secretTexts } from './stored-secrets.ts';

export type TestIntegrationResult =
  | {
      readonly kind: 'tested';
      readonly result: TestResult;
      readonly durationMs: number;
      readonly calls: readonly Call[];
      readonly integration: StoredIntegration;
      /** Whether these were the settings as they are stored: only then it says something about the integration. */
      readonly isStored: boolean;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'runs-on-runner'; readonly pool: string }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] };

/** API Gateway gives up after 30 s; this leaves time to answer. */
const timeoutMs = 25_000;
/** A person waits for the answer: one retry is enough to tell a hiccup from a fault. */
const limits = { attempts: 2, attemptTimeoutMs: 20_000 };

/**
 * Asks the connector whether the source can be reached and will answer. With `changed`, the settings as they would be
 * after an update with those; nothing is saved. A passed test of the stored settings, also where they were sent along
 * unchanged, lifts the status ERROR; a failed one changes nothing, since one bad minute of the source is no reason to stop its runs.
 */
export async function testIntegration(
  deps: IntegrationDependencies,
  org: string,
  integrationId: string,
  changed?: JsonObject,
): Promise<TestIntegrationResult> {
  const integration = await deps.integrations.get(org, integrationId);
  if (!integration) return { kind: 'not-found' };
  const { runsOn = cloud } = integration;
  // From here nobody can tell.
  if (runsOn !== cloud) return { kind: 'runs-on-runner', pool: runsOn };
  const connector = await deps.findConnector(integration.connector);
  if (!connector) return { kind: 'unknown-connector', connector: integration.connector };
  const ready = await settingsToTest(deps, connector, integration, changed);
  if (ready.kind === 'unknown-connector' || ready.kind === 'invalid-settings') return ready;

  const startedAt = deps.now();
  const calls: Call[] = [];
  const signal = AbortSignal.timeout(timeoutMs);
  const redact = createRedactor(secretTexts(ready.secrets));
  const http = createHttpClient({
    onCall: (call) => calls.push({ ...call, page: null }),
    redact,
    signal,
    remainingMs: () => startedAt + timeoutMs - deps.now(),
    limits,
  });
  const { ok, message } = await outcomeOf(connector, { settings: ready.parsed, http, signal, now: deps.now });
  if (ok && ready.isStored && integration.status === 'ERROR') {
    await deps.integrations.replace(integration, {
      ...integration,
      status: 'ACTIVE',
      statusReason: null,
      quarantine: null,
    });
  }
  const result = { ok, message: redact.text(message) };
  const durationMs = deps.now() - startedAt;
  return { kind: 'tested', result, durationMs, calls, integration, isStored: ready.isStored };
}

async function settingsToTest(
  deps: IntegrationDependencies,
  connector: Connector,
  integration: StoredIntegration,
  changed: JsonObject | undefined,
) {
  if (changed !== undefined) {
    const applied = await applySettings(deps, integration, changed);
    if (applied.kind !== 'ok') return applied;
    const { open, secrets, storedSecrets, checked } = applied;
    const isStored = isDeepStrictEqual([open, secrets], [integration.settings, storedSecrets]);
    return ready(checked.parsed, secrets, isStored);
  }
  const secrets = await openSecrets(deps.secretBox, integration);
  const checked = checkSettings(connector, joinSecrets(integration.settings, secrets));
  return checked.kind === 'ok' ? ready(checked.parsed, secrets, true) : checked;
}

const ready = (parsed: unknown, secrets: Secrets, isStored: boolean) =>
  ({ kind: 'ready', parsed, secrets, isStored }) as const;

async function outcomeOf(connector: Connector, context: Parameters<Connector['test']>[0]): Promise<TestResult> {
  try {
    return await connector.test(context);
  } catch (error) {
    if (context.signal.aborted || error instanceof OutOfTimeError) {
      return { ok: false, message: `The source did not answer the test within ${timeoutMs / 1000} s.` };
    }
    if (error instanceof SourceError || error instanceof SettingsError) return { ok: false, message: error.message };
    throw error;
  }
}
