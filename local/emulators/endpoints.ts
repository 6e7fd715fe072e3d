/** The services that functions find through an endpoint, and the SDK's standard variable for each. */
export const endpointVariables = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  s3: 'AWS_ENDPOINT_URL_S3',
  sfn: 'AWS_ENDPOINT_URL_SFN',
  kms: 'AWS_ENDPOINT_URL_KMS',
  ses: 'AWS_ENDPOINT_URL_SESV2',
  events: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
  scheduler: 'AWS_ENDPOINT_URL_SCHEDULER',
} as const;

export type ServiceName = keyof typeof endpointVariables;

export interface Endpoint {
  readonly url: string;
  /** False where the outer environment names another emulator or AWS itself: then ours is not started. */
  readonly embedded: boolean;
}

export type Endpoints = Readonly<Record<ServiceName, Endpoint>>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The endpoint that the outer environment sets for the service, if any. */
export function outerEndpoint(service: ServiceName, environment: Environment): Endpoint | null {
  const url = environment[endpointVariables[service]];
  return url === undefined || url === '' ? null : { url, embedded: false };
}
