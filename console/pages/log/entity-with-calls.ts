import type { Call } from '../../../shared/api/call.ts';
import type { Decision, Entity } from '../../../shared/api/entity.ts';

/** What `GET /v1/runs/{id}/entity` answers with. */
export interface EntityWithCalls {
  readonly entity: Entity;
  /** Those of its page; of an outbound run, those that sent it. */
  readonly calls: readonly Call[];
  /** In the order in which they were made. */
  readonly decisions: readonly Decision[];
}
