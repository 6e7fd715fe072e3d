import type { Json } from '../../../shared/connector/json.ts';
import type { Scope } from '../expressions/scope.ts';

/** Finds the records in a body. */
export interface RecordExtractor {
  extract(body: Json, scope: Scope): readonly Json[];
}

export interface RecordSelector {
  select(body: Json, scope: Scope): readonly Json[];
}
