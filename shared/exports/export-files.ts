import type { UnreadablePart } from '../trail/unreadable-part-error.ts';

/** A file of an export, and whose rows are in it. */
export interface MadeFile {
  readonly key: string;
  readonly bytes: number;
  readonly stream: string;
}

export type ExportFiles =
  /** Without what is in the `unreadable` parts of the archive. */
  | { readonly kind: 'made'; readonly files: readonly MadeFile[]; readonly unreadable: readonly UnreadablePart[] }
  | { readonly kind: 'preparing'; readonly retryAfterSeconds: number }
  | { readonly kind: 'failed'; readonly reason: string };
