import { SourceError } from '../../../shared/connector/connector.ts';
import type { Json } from '../../../shared/connector/json.ts';

/** What the guard has to remember between processes; part of a page's `resume`. */
export type LoopMark = { token: Json; pages: number; until: number };

export const noMark: LoopMark = { token: null, pages: 0, until: 1 };

/**
 * Notices tokens that come round again, whatever the length of the round, with the memory of one token (Brent's
 * algorithm): each token is compared with one kept, which is replaced after 1, 2, 4, 8 … pages. Throws SourceError
 * `pagination_loop`.
 */
export function followToken(mark: LoopMark, token: Json, stream: string): LoopMark {
  if (mark.token !== null && sameToken(mark.token, token))
    throw looping(stream, 'the source gives a next page that was read before');
  const pages = mark.pages + 1;
  return pages < mark.until ? { ...mark, pages } : { token, pages: 0, until: mark.until * 2 };
}

const sameToken = (a: Json, b: Json) => a === b || JSON.stringify(a) === JSON.stringify(b);

export interface PagePrint {
  readonly text: string;
  readonly ids: readonly (string | null)[];
}

/**
 * A source that does not know the parameter of the page gives the first one for ever. Throws where a page is word for
 * word the one before it, or has exactly its records.
 */
export function expectNewPage(last: PagePrint | null, page: PagePrint, stream: string): void {
  if (last === null || page.ids.length === 0 || last.ids.length !== page.ids.length) return;
  const sameRecords = page.ids.length > 1 && page.ids.every((id, at) => id !== null && id === last.ids[at]);
  if (!sameRecords && last.text !== page.text) return;
  throw looping(stream, 'the source gives the same page again');
}

function looping(stream: string, what: string): SourceError {
  return new SourceError(
    'pagination_loop',
    `Reading ${stream} goes round in circles: ${what}. Check page_token_option and the pagination strategy in the manifest.`,
  );
}
