import type { Scope } from '../expressions/scope.ts';
import type { Authenticator } from './authenticator.ts';
import type { RequestDraft } from './request-draft.ts';

/** Knows the address and what is sent with every request. */
export interface Requester {
  readonly method: 'GET' | 'POST';
  readonly authenticator: Authenticator | null;
  /** The address of a page. */
  url(scope: Scope, page: PageAddress): string;
  fill(draft: RequestDraft, scope: Scope): void;
}

export interface PageAddress {
  /** What the last page gave as the address of this one; null where the address does not change. */
  readonly next: string | null;
  /** Where the last page was found; null for the first. */
  readonly current: string | null;
}
