import { AwsClient } from 'aws4fetch';

/** Signs one request; what it answers with is to be sent as it is. */
export type SignRequest = (url: string, init: RequestInit) => Promise<Request>;

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export const isLoopback = (hostname: string): boolean => loopback.test(hostname);

/**
 * How requests to a deployed Syncline are signed (AWS Signature Version 4 for API Gateway), with the credentials in the
 * environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN. The region is the
 * one in the address, else AWS_REGION. Null where nothing is to be signed: on loopback, or without credentials.
 */
export function requestSigner(url: string, environment: NodeJS.ProcessEnv = process.env): SignRequest | null {
  const { hostname } = new URL(url);
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  if (isLoopback(hostname) || !accessKeyId || !secretAccessKey) return null;
  const region =
    /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(hostname)?.[1] ??
    environment['AWS_REGION'] ??
    environment['AWS_DEFAULT_REGION'];
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(environment['AWS_SESSION_TOKEN'] && { sessionToken: environment['AWS_SESSION_TOKEN'] }),
    service: 'execute-api',
    ...(region && { region }),
    // The caller decides what is tried again.
    retries: 0,
  });
  return (address, init) => client.sign(address, init);
}
