import { type SettingsProblem, settingsProblemText } from '../../shared/connector/settings-problem.ts';
import { connectorTypes } from './bindings.ts';
import { ApiProblem } from './problem.ts';

export type IntegrationRefusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'runs-on-runner'; readonly pool: string }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] }
  | { readonly kind: 'name-taken'; readonly name: string; readonly integrationId: string | null }
  | { readonly kind: 'busy'; readonly runId: string };

/** What the caller is told where a use case of shared/integrations refused. */
export async function problemOfRefusal(refusal: IntegrationRefusal, integrationId: string): Promise<ApiProblem> {
  switch (refusal.kind) {
    case 'not-found':
      return integrationNotFound(integrationId);
    case 'runs-on-runner':
      return new ApiProblem(
        'runs-on-runner',
        `The source is read by runners of the pool "${refusal.pool}", so it cannot be tested from here: start a run with ` +
          '`dryRun`, which reads it and writes nothing.',
      );
    case 'changed-meanwhile':
      return new ApiProblem(
        'changed-meanwhile',
        'Read the integration again, and repeat the change if it still applies.',
      );
    case 'unknown-connector': {
      const known = await connectorTypes();
      const detail = `There is no connector "${refusal.connector}". Known are: ${known.join(', ')}.`;
      return new ApiProblem('unknown-connector', detail, { known });
    }
    case 'invalid-settings': {
      const list = refusal.problems.map(settingsProblemText);
      return new ApiProblem('invalid-settings', list.join('\n'), { problems: [...refusal.problems] });
    }
    case 'name-taken':
      return new ApiProblem('name-taken', `There is an integration "${refusal.name}" already; choose another name.`, {
        ...(refusal.integrationId !== null && { integrationId: refusal.integrationId }),
      });
    case 'busy':
      return new ApiProblem('run-in-progress', `Run ${refusal.runId} is going; try again when it has ended.`, {
        runId: refusal.runId,
      });
  }
}

export function integrationNotFound(integrationId: string): ApiProblem {
  const detail = `There is no integration "${integrationId}"; GET /v1/integrations lists all of them.`;
  return new ApiProblem('integration-not-found', detail);
}
