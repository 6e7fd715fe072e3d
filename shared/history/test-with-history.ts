import type { JsonObject } from '../connector/json.ts';
import type { Caller } from '../control/launch-run.ts';
import type { IntegrationDependencies } from '../integrations/integration-dependencies.ts';
import { type TestIntegrationResult, testIntegration } from '../integrations/test-integration.ts';
import { type RecordActionDependencies, recordTest } from './record-action.ts';

/** H5: a test of settings that are not saved says nothing about the integration, and leaves no entry. */
export async function testWithHistory(
  deps: IntegrationDependencies & RecordActionDependencies,
  caller: Caller,
  integrationId: string,
  changed?: JsonObject,
): Promise<TestIntegrationResult & { readonly runId?: string }> {
  const startedAt = deps.now();
  const tested = await testIntegration(deps, caller.org, integrationId, changed);
  if (tested.kind !== 'tested' || !tested.isStored) return tested;
  const { result, calls, integration } = tested;
  const error = result.ok ? null : { code: 'test_failed', message: result.message };
  const done = { startedAt, message: result.message, error, calls };
  return { ...tested, runId: await recordTest(deps, caller, integration, done) };
}
