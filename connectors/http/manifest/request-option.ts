import type { Scope } from '../expressions/scope.ts';
import type { InjectInto, RequestDraft } from './request-draft.ts';

/** A named place in a request that a value goes into. */
export interface RequestOption {
  readonly into: InjectInto;
  inject(draft: RequestDraft, value: unknown, scope: Scope): void;
}
