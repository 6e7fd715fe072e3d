import type { Call } from '../api/call.ts';

/** Something worth knowing of a change that the target took. */
export interface Remark {
  readonly code: string;
  readonly message: string;
}

/** What became of one change at the target. */
export type Outcome =
  | { readonly kind: 'done'; readonly targetId: string | null; readonly remark?: Remark }
  /** `unclear` where the target may have carried it out nonetheless. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly unclear: boolean };

/** What became of the changes of a chunk. */
export interface Written {
  /** By key hash. Changes that the worker had no time for are absent. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Every request that was made, each with the record that it was made for. */
  readonly calls: readonly Call[];
  /** When to go on with the rest (epoch milliseconds); null where nothing is left. */
  readonly goOnAt: number | null;
}
