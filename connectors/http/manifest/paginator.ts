import type { Json } from '../../../shared/connector/json.ts';
import type { Scope } from '../expressions/scope.ts';
import type { HeaderMap } from '../expressions/values.ts';
import type { RequestDraft } from './request-draft.ts';
import type { RequestOption } from './request-option.ts';

/** What a strategy knows of the page that was just read. */
export interface ReadPage {
  /** The body; of a list at the top, its first element. */
  readonly response: Json;
  readonly headers: HeaderMap;
  readonly count: number;
  readonly lastRecord: Json;
}

/** Says what stands for the next page: a number, an offset, a cursor, an address. */
export interface PaginationStrategy {
  /** The token of the first page; null where it is asked for without one. */
  readonly initial: number | null;
  /** The token of the page behind this one; null where this was the last. */
  next(page: ReadPage, token: Json, scope: Scope): Json;
  pageSize(scope: Scope): number | null;
  readonly hasPageSize: boolean;
}

/** Where the token goes: into the request, or in place of its path. */
export type PageTokenOption = { readonly kind: 'option'; readonly option: RequestOption } | { readonly kind: 'path' };

export interface Paginator {
  readonly initial: Json;
  /** Whether it puts something into a body, which a GET cannot carry. */
  readonly usesBody: boolean;
  inject(draft: RequestDraft, token: Json, scope: Scope): void;
  /** The address that the token stands for; null where it is not one. */
  address(token: Json): string | null;
  next(page: ReadPage, token: Json, scope: Scope): Json;
}
