import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { messageOf } from '../problem.ts';
import { listen, type Running } from './listen.ts';
import { guardLoopback } from './loopback.ts';

/** dynalite, stored under `<data>/dynamodb`. Tables are ready at once instead of after AWS's seconds. */
export async function startDynamoDb(dataDirectory: string): Promise<Running> {
  const path = join(dataDirectory, 'dynamodb');
  mkdirSync(path, { recursive: true });
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  guardLoopback(server);
  const { url } = await listen(server);
  return { url, close: () => closeStore(server) };
}

/** Its own `close` also closes the store, and waits for it. */
async function closeStore(server: ReturnType<typeof dynalite>): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
  server.closeAllConnections();
  await closed.catch((thrown: unknown) => {
    throw new Error(`DynamoDB's store did not close: ${messageOf(thrown)}`, { cause: thrown });
  });
}
