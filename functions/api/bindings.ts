import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { environment } from '../../shared/aws/environment.ts';
import { payloadsWhenUsed, secretBoxWhenUsed, workflowWhenUsed } from '../../shared/aws/loaded-when-used.ts';
import { once } from '../../shared/aws/once.ts';
import type { DeleteDependencies } from '../../shared/integrations/delete-integration.ts';
import type { IntegrationDependencies } from '../../shared/integrations/integration-dependencies.ts';
import { IntegrationNames } from '../../shared/integrations/integration-names.ts';
import { IntegrationStore } from '../../shared/integrations/integration-store.ts';
import { RunReader } from '../../shared/readers/run-reader.ts';
import { TrailReader } from '../../shared/readers/trail-reader.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { isEnded } from '../../shared/runs/run-transitions.ts';
import type { StartRunDependencies } from '../../shared/runs/start-run.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { StreamLockStore } from '../../shared/streams/stream-lock-store.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { TrailStore } from '../../shared/trail/trail-store.ts';

// What the API works with, made when first asked for. Only DynamoDB's client is loaded along with the function.

const now = (): number => Date.now();
const documents = once(() => createDocumentClient());
const trailTable = once(() => dynamoDbTable(documents(), environment('trailTable')));
const integrations = once(() => new IntegrationStore(registry()));
const runs = once(() => new RunStore(trailTable()));
const steps = once(() => new StepStore(trailTable()));
const tallies = once(() => new TallyStore(trailTable()));

export const registry = once(() => dynamoDbTable(documents(), environment('registryTable')));
export const runReader = once(() => new RunReader(runs(), steps(), tallies(), now));
export const trailReader = once(
  () => new TrailReader(steps(), tallies(), new TrailStore(trailTable(), payloadsWhenUsed()), now),
);

export const integrationDependencies = once((): IntegrationDependencies & DeleteDependencies => ({
  integrations: integrations(),
  names: new IntegrationNames(registry(), integrations()),
  registry: registry(),
  secretBox: secretBoxWhenUsed(),
  findConnector: async (type) => (await loadConnectors()).get(type),
  isGoing: async (org, runId) => {
    const run = await runs().get(org, runId);
    return run !== undefined && !isEnded(run.progress);
  },
  now,
}));

export const startRunDependencies = once(
  (): StartRunDependencies => ({
    integrations: integrations(),
    locks: new StreamLockStore(registry()),
    runs: runs(),
    workflow: workflowWhenUsed(),
    now,
  }),
);

export const connectorTypes = async (): Promise<string[]> => [...(await loadConnectors()).keys()];

const loadConnectors = async () => (await import('../../connectors/registry.ts')).connectors;
