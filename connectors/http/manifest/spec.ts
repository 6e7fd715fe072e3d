import type { Json } from '../../../shared/connector/connector.ts';

/** What the user has to fill in. */
export interface Spec {
  /** A JSON schema for `config`. */
  readonly connectionSpecification: Json;
}
