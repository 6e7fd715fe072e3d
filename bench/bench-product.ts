import { readFile } from 'node:fs/promises';
import type { Run } from '../shared/api/run.ts';
import { type ChildServer, startChildServer } from '../test/harness/child-server.ts';
import { httpSettings, type Product, startProduct } from '../test/harness/product.ts';
import { waitForRun } from '../test/harness/syncs.ts';
import { recordCount } from './source/records.ts';

export const stream = 'contacts';

/** The whole product beside a source in a process of its own, with an integration between them. */
export interface Bench {
  readonly product: Product;
  readonly source: ChildServer;
  readonly integrationId: string;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const source = await startChildServer(new URL('./source/source-server.ts', import.meta.url));
  const product = await startProduct();
  const integrationId = await createIntegration(product, 'bench', source.url);
  return {
    product,
    source,
    integrationId,
    close: async () => {
      await product.close();
      await source.close();
    },
  };
}

/** An integration with the source at `baseUrl`, whose token is a secret like that of any other. */
export async function createIntegration({ api }: Pick<Product, 'api'>, name: string, baseUrl: string): Promise<string> {
  const manifest = await readFile(new URL('./source/source.yaml', import.meta.url), 'utf8');
  const settings = httpSettings(manifest, { base_url: baseUrl, api_token: 'token-of-the-source' });
  return (await api.createIntegration({ name, connector: 'http', settings })).integrationId;
}

/** One full run, followed to its end. Throws where it did not account for every record as expected. */
export async function fullRun({ product, integrationId }: Bench, expected: 'created' | 'unchanged'): Promise<Run> {
  const { runId } = await product.api.startRun(integrationId, { type: 'full' });
  const run = await waitForRun(product.api, runId);
  const complete = run.outcome === 'SUCCESS' && run.proof?.every((proof) => proof.complete) === true;
  if (!complete || run.counts[expected] !== recordCount) {
    throw new Error(`The run is not as expected: ${JSON.stringify(run)}`);
  }
  return run;
}

/** From the accepted request to the end, as the API tells it. */
export const secondsOf = ({ durationMs }: Run): number => (durationMs ?? Number.NaN) / 1000;

export const recordsPerSecond = (run: Run): number => recordCount / secondsOf(run);
