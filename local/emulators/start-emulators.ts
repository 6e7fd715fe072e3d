import type { ShutdownList } from '../shutdown-list.ts';
import { type Endpoint, type Endpoints, type Environment, outerEndpoint, type ServiceName } from './endpoints.ts';
import type { Running } from './listen.ts';

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
): Promise<Emulators> {
  const own = await started(startAwsJson(), shutdown);
  const start = async (service: ServiceName, begin: () => Promise<Running>): Promise<Endpoint> =>
    outerEndpoint(service, outer) ?? { url: (await started(begin(), shutdown)).url, embedded: true };
  const ours = (service: ServiceName): Endpoint => outerEndpoint(service, outer) ?? { url: own.url, embedded: true };
  const [dynamodb, sqs, s3, ses] = await allOrFirstFailure([
    start('dynamodb', async () => (await import('./dynamodb.ts')).startDynamoDb(dataDirectory)),
    start('sqs', async () => (await import('./sqs.ts')).startSqs()),
    start('s3', async () => (await import('./s3.ts')).startS3(dataDirectory)),
    start('ses', async () => (await import('./ses.ts')).startSes()),
  ]);
  return {
    fallbackUrl: own.url,
    endpoints: {
      dynamodb,
      sqs,
      s3,
      ses,
      sfn: ours('sfn'),
      kms: ours('kms'),
      events: ours('events'),
      scheduler: ours('scheduler'),
    },
  };
}

async function started(beginning: Promise<Running>, shutdown: ShutdownList): Promise<Running> {
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
