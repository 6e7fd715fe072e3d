/** A file of an export, and whose rows are in it. */
export interface MadeFile {
  readonly key: string;
  readonly bytes: number;
  readonly stream: string;
}

export type ExportFiles =
  | { readonly kind: 'made'; readonly files: readonly MadeFile[] }
  | { readonly kind: 'preparing'; readonly retryAfterSeconds: number }
  | { readonly kind: 'failed'; readonly reason: string };
