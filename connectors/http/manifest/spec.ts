import type { Json } from '../../../shared/connector/json.ts';

/** What the user has to fill in. */
export interface Spec {
  /** A JSON schema for `config`. */
  readonly connectionSpecification: Json;
}
