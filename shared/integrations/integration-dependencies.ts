import type { Connector } from '../connector/connector.ts';
import type { IntegrationNames } from './integration-names.ts';
import type { IntegrationStore } from './integration-store.ts';
import type { SecretBox } from './secret-box.ts';

/** Connectors are loaded when asked for: most requests need none. */
export type FindConnector = (type: string) => Promise<Connector | undefined>;

/** What the use cases of this folder work with. */
export interface IntegrationDependencies {
  readonly integrations: IntegrationStore;
  readonly names: IntegrationNames;
  readonly secretBox: SecretBox;
  readonly findConnector: FindConnector;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
