import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../local/emulators/client-settings.ts';
import { sync } from '../test/harness/syncs.ts';
import { type Bench, createIntegration, openBench } from './bench-product.ts';
import { type Figure, figure, progress } from './figure.ts';
import { listPrices } from './list-prices.ts';
import { runMetered } from './metered-run.ts';

/** What the budget is for: $0.06. */
const records = Number(process.env['BENCH_METERED_RECORDS'] ?? 1_000_000);

/**
 * What AWS bills for the requests of a full run of a million records in which nothing has changed, at list prices.
 * Every request is a real one, sent by the product's own code through the SDK; see metered-run.ts. State transitions are
 * those of a real execution, whose number does not depend on the records.
 */
export async function awsCostPerMillion(): Promise<Figure[]> {
  const bench = await openBench();
  try {
    const transitions = await countTransitions(bench);
    const { meter, secondsOfPulling, secondsOfApplying } = await runMetered(bench.product, records);
    meter.add('statesTransition', transitions, 'states transitions');
    for (const [operation, { requests, units }] of [...meter.operations].toSorted()) {
      progress(`aws-cost-per-million: ${operation}: ${requests} requests, ${Math.round(units)} units`);
    }
    const share = 1_000_000 / records;
    const byService = [...meter.units].map(([billed, units]) =>
      figure(`aws-cost-per-million/${billed}`, units * listPrices[billed] * share, 'USD'),
    );
    const seconds = secondsOfPulling + secondsOfApplying;
    const duration = seconds * gigabytes * listPrices.lambdaGigabyteSecond * share;
    return [
      figure('aws-cost-per-million', meter.dollars * share, 'USD'),
      ...byService,
      figure('aws-cost-per-million/lambda-duration-here', duration, 'USD'),
    ];
  } finally {
    await bench.close();
  }
}

/** Memory of the pulling and the applying function, each of which gets one full core with it. */
const gigabytes = 1769 / 1024;

/** States entered by one run of the same shape, with a single page. */
async function countTransitions({ product, source }: Bench): Promise<number> {
  const integrationId = await createIntegration(product, 'one page', `${source.url}/one-page`);
  const { runId } = await sync(product.api, integrationId, { type: 'full' });
  const { runtime } = product;
  const sfn = new SFNClient(clientSettings(runtime.endpoints.sfn));
  const machine = runtime.resource('Workflow/SyncRun/Machine');
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${runId}`;
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  sfn.destroy();
  return events.filter(({ type }) => type?.endsWith('StateEntered')).length;
}
