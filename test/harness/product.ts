import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Api } from '../../cli/api-client.ts';
import { account } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import { copyAssembly } from './assembly.ts';
import { freePort } from './free-port.ts';

/** All of Syncline, started from its template as on a laptop, with a data directory of its own. */
export interface Product {
  readonly url: string;
  readonly api: Api;
  readonly runtime: Runtime;
  readonly dataDirectory: string;
  /** Every live record of a stream by its external id, straight from the table. */
  readRecords(integrationId: string, stream: string): Promise<Map<string, JsonObject>>;
  /** Ends it and removes its data. Throws where a worker thread outlives it. */
  close(): Promise<void>;
}

/** Starts the whole product on a free port; for once a test file. */
export async function startProduct(): Promise<Product> {
  const directory = await mkdtemp(join(tmpdir(), 'syncline-product-'));
  const assembly = await copyAssembly(join(directory, 'assembly'));
  // Only from here on: synthesizing leaves a worker of the bundler behind, which keeps no process from ending.
  const workers = watchWorkers();
  const runtime = await startRuntime({ assembly, dataDirectory: join(directory, 'data'), port: await freePort() });
  const client = new DynamoDBClient(clientSettings(runtime.endpoints.dynamodb));
  const records = new RecordStore(
    dynamoDbTable(createDocumentClient(client), runtime.resource('Storage/Records/Table')),
  );
  return {
    url: runtime.url,
    api: new Api(runtime.url),
    runtime,
    dataDirectory: runtime.dataDirectory,
    readRecords: async (integrationId, stream) => {
      const found = new Map<string, JsonObject>();
      for await (const { record } of records.list({ org: account.accountId, integrationId, stream })) {
        if (found.has(record.externalId)) throw new Error(`${stream} ${record.externalId} is stored twice`);
        found.set(record.externalId, JSON.parse(record.data) as JsonObject);
      }
      return found;
    },
    close: async () => {
      client.destroy();
      await runtime.close();
      await rm(directory, { recursive: true, force: true });
      const leaked = workers.stop();
      if (leaked.length > 0) throw new Error(`Still running after the end: ${leaked.join(', ')}`);
    },
  };
}

/** The settings of an integration with a connector file. */
export const httpSettings = (manifest: string, config: object) => ({ manifest, config });

/** Notes every worker thread that this process starts; `stop` tells which of them are still there. */
function watchWorkers() {
  const running = new Map<Worker, string>();
  const note = (worker: Worker): void => {
    running.set(worker, `worker ${worker.threadId}`);
    worker.once('exit', () => running.delete(worker));
  };
  process.on('worker', note);
  return {
    stop: (): string[] => {
      process.off('worker', note);
      return [...running.values()];
    },
  };
}
