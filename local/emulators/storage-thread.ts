import { parentPort, workerData } from 'node:worker_threads';
import type { Running } from './listen.ts';
import type { StorageName, StorageReply } from './storage.ts';

/** The thread of the emulators that keep what they have on disk; see `startStorage`. */
const { dataDirectory, names }: { dataDirectory: string; names: StorageName[] } = workerData;

const starts: Readonly<Record<StorageName, () => Promise<Running>>> = {
  dynamodb: async () => (await import('./dynamodb.ts')).startDynamoDb(dataDirectory),
  s3: async () => (await import('./s3.ts')).startS3(dataDirectory),
};

const running = await Promise.all(names.map(async (name) => [name, await starts[name]()] as const));
parentPort?.once('message', () => void close());
reply({ kind: 'up', urls: Object.fromEntries(running.map(([name, { url }]) => [name, url])) });

async function close(): Promise<void> {
  await Promise.all(running.map(([, { close }]) => close()));
  reply({ kind: 'closed' });
}

function reply(message: StorageReply): void {
  parentPort?.postMessage(message);
}
