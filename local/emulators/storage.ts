import { Worker } from 'node:worker_threads';
import type { Log } from '../runtime-log.ts';

export type StorageName = 'dynamodb' | 's3';

export type StorageReply =
  | { readonly kind: 'up'; readonly urls: Partial<Record<StorageName, string>> }
  | { readonly kind: 'closed' };

export interface Storage {
  readonly urls: Partial<Record<StorageName, string>>;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB and S3 in a thread of their own. They do half of what there is to do outside the functions: in the
 * main thread they would make it the bottleneck of a sync (100,000 unchanged records keep it busy for 2.2 s, and for
 * 0.9 s without them). Their ports are reached directly, so the thread costs no detour.
 */
export async function startStorage(
  dataDirectory: string,
  names: readonly StorageName[],
  { log, onFailure }: { readonly log: Log; readonly onFailure: (failure: Error) => void },
): Promise<Storage> {
  if (names.length === 0) return { urls: {}, close: async () => {} };
  const worker = new Worker(new URL('./storage-thread.ts', import.meta.url), {
    name: 'storage',
    workerData: { dataDirectory, names },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (chunk) => log(String(chunk).trimEnd()));
  const up = await nextReply(worker);
  worker.on('error', onFailure);
  return {
    urls: up.kind === 'up' ? up.urls : {},
    close: async () => {
      const closed = nextReply(worker);
      worker.postMessage('close');
      await closed;
      await worker.terminate();
    },
  };
}

/** Rejects where the thread ends instead. */
function nextReply(worker: Worker): Promise<StorageReply> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The thread of DynamoDB and S3 has ended')));
  });
}
