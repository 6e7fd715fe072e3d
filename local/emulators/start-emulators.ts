import type { ShutdownList } from '../shutdown-list.ts';
import { type Endpoint, type Endpoints, type Environment, outerEndpoint, type ServiceName } from './endpoints.ts';
import type { Running } from './listen.ts';
import { type StorageName, startStorage } from './storage.ts';

export interface Emulators {
  readonly endpoints: Endpoints;
  /** Answers every service that is not offered, with an error that says so. */
  readonly fallbackUrl: string;
}

/**
 * Starts an emulator for every service that the outer environment does not place elsewhere. Each is loaded only then.
 * `startAwsJson` starts our own server for Step Functions, KMS and EventBridge.
 */
export async function startEmulators(
  dataDirectory: string,
  startAwsJson: () => Promise<Running>,
  outer: Environment,
  shutdown: ShutdownList,
  reports: Parameters<typeof startStorage>[2],
): Promise<Emulators> {
  const own = await started(startAwsJson(), shutdown);
  const start = async (service: ServiceName, begin: () => Promise<Running>): Promise<Endpoint> =>
    outerEndpoint(service, outer) ?? { url: (await started(begin(), shutdown)).url, embedded: true };
  const ours = (service: ServiceName): Endpoint => outerEndpoint(service, outer) ?? { url: own.url, embedded: true };
  const stored = (['dynamodb', 's3'] as const).filter((service) => outerEndpoint(service, outer) === null);
  const [storage, sqs, ses] = await allOrFirstFailure([
    started(startStorage(dataDirectory, stored, reports), shutdown),
    start('sqs', async () => (await import('./sqs.ts')).startSqs()),
    start('ses', async () => (await import('./ses.ts')).startSes()),
  ]);
  const inStorage = (service: StorageName): Endpoint =>
    outerEndpoint(service, outer) ?? { url: storage.urls[service] ?? '', embedded: true };
  return {
    fallbackUrl: own.url,
    endpoints: {
      dynamodb: inStorage('dynamodb'),
      sqs,
      s3: inStorage('s3'),
      ses,
      sfn: ours('sfn'),
      kms: ours('kms'),
      events: ours('events'),
      scheduler: ours('scheduler'),
    },
  };
}

async function started<Service extends Pick<Running, 'close'>>(
  beginning: Promise<Service>,
  shutdown: ShutdownList,
): Promise<Service> {
  const running = await beginning;
  shutdown.add(running.close);
  return running;
}

/** Waits for all even when one fails, so that whatever did start is on the shutdown list by then. */
async function allOrFirstFailure<Results extends readonly unknown[]>(
  promises: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  await Promise.allSettled(promises);
  return Promise.all(promises) as Promise<Results>;
}
