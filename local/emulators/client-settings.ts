import { account } from '../account.ts';
import type { Endpoint } from './endpoints.ts';

/** The emulators take any credentials, but the SDK insists on having some. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** Settings for the runtime's own SDK clients; outer endpoints use whatever credentials the outer environment has. */
export function clientSettings(endpoint: Endpoint): {
  endpoint: string;
  region: string;
  credentials?: typeof localCredentials;
} {
  const region = endpoint.embedded ? account.region : (process.env['AWS_REGION'] ?? account.region);
  return { endpoint: endpoint.url, region, ...(endpoint.embedded ? { credentials: localCredentials } : {}) };
}
