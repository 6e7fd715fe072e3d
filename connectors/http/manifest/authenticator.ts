import type { Scope } from '../expressions/scope.ts';
import type { Template } from '../expressions/template.ts';
import type { RequestDraft } from './request-draft.ts';

/** Puts the credentials into a request. */
export interface Authenticator {
  authenticate(draft: RequestDraft, scope: Scope): void;
  /** The expressions that give what must stay secret. */
  readonly credentials: readonly Template[];
}
