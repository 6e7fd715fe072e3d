import type { CreateIntegration } from '../api/integration.ts';
import type { Connector } from '../connector/connector.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import type { Target } from '../connector/target.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';

/** Whose records an outbound integration sends, and which stream of theirs each of its own takes. */
export type OutboundSource = ReturnType<Target<unknown>['source']>;

/** What is wrong with the integration that records are to come from. */
export async function outboundSourceProblems(
  { integrations }: Pick<IntegrationDependencies, 'integrations'>,
  org: string,
  source: OutboundSource | null,
): Promise<SettingsProblem[]> {
  if (!source) return [];
  const { integrationId, streams } = source;
  const from = await integrations.get(org, integrationId);
  const pointer = '/from/integrationId';
  if (!from) return [{ pointer, detail: `There is no integration "${integrationId}" whose records could be sent.` }];
  if (from.direction === 'outbound') {
    return [{ pointer, detail: `${from.name} is outbound itself; name the integration that its records come from.` }];
  }
  const known = from.streams.map(({ name }) => name);
  return Object.entries(streams)
    .filter(([, stream]) => !known.includes(stream))
    .map(([name, stream]) => ({
      pointer: `/streams/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: `${from.name} has no stream "${stream}"; it has ${known.join(', ')}. Say with "from" which one is meant.`,
    }));
}

/** Runners read sources; what is sent is in our store, and is sent from here. */
export function runnerProblems(readsFrom: unknown, runsOn: string | undefined): SettingsProblem[] {
  if (!readsFrom || runsOn === undefined || runsOn === 'cloud') return [];
  return [{ pointer: '', detail: 'Runners only read: an outbound integration runs on "cloud". Leave runsOn out.' }];
}

/** Nobody need say which way a connector goes; whoever does must say it right. */
export function directionProblems(
  connector: Connector,
  direction: 'inbound' | 'outbound',
  asked: Pick<CreateIntegration, 'direction' | 'target'>,
): SettingsProblem[] {
  const target = connector.target ? connector.type : 'records';
  const fits = (asked.direction ?? direction) === direction && (asked.target ?? target) === target;
  const detail = `The connector ${connector.type} is ${direction}, with the target ${target}: leave direction and target out.`;
  return fits ? [] : [{ pointer: '', detail }];
}
