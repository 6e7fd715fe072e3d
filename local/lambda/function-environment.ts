import { account } from '../account.ts';
import { type Endpoints, type Environment, endpointVariables, type ServiceName } from '../emulators/endpoints.ts';

/** Of the outer environment, functions see only what they need to reach the world, and the standard SDK variables. */
const passedOn = /^(PATH|HOME|TZ|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|(https?|no|all)_proxy|AWS_ENDPOINT_URL.*)$/i;
const passedOnWithOuterEndpoints =
  /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|REGION|DEFAULT_REGION|PROFILE|CA_BUNDLE)$/;

export interface FunctionIdentity {
  readonly name: string;
  readonly memoryMegabytes: number;
  readonly handler: string;
}

/**
 * The environment of a function: the template's variables, what Lambda sets, and where the services are. A variable
 * of the outer environment that names an endpoint wins over the embedded one. `fallbackUrl` answers for services that
 * the runtime does not offer, so that no call strays to AWS.
 */
export function functionEnvironment(
  identity: FunctionIdentity,
  variables: Readonly<Record<string, string>>,
  endpoints: Endpoints,
  fallbackUrl: string,
  outer: Environment,
): Record<string, string> {
  const someOuter = Object.values(endpoints).some((endpoint) => !endpoint.embedded);
  return {
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    ...(someOuter ? {} : { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }),
    AWS_ENDPOINT_URL: fallbackUrl,
    ...pick(outer, passedOn),
    ...(someOuter ? pick(outer, passedOnWithOuterEndpoints) : {}),
    ...endpointUrls(endpoints),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: identity.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(identity.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${identity.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.name,
    _HANDLER: identity.handler,
    ...variables,
  };
}

function endpointUrls(endpoints: Endpoints): Record<string, string> {
  const services = Object.keys(endpointVariables) as ServiceName[];
  return Object.fromEntries(services.map((service) => [endpointVariables[service], endpoints[service].url]));
}

function pick(environment: Environment, names: RegExp): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && names.test(name)) picked[name] = value;
  }
  return picked;
}
