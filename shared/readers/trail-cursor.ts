import { createHash } from 'node:crypto';

/** Where a list goes on: behind the item at `index` of a chunk, counted from its end. */
export interface TrailPosition {
  readonly stream: string;
  readonly chunk: number;
  /** Items of the chunk that were given already. */
  readonly given: number;
}

/** The cursor carries what it was made for: with another run or other filters it would point at nothing. */
export function encodeTrailCursor(query: unknown, { stream, chunk, given }: TrailPosition): string {
  return Buffer.from(JSON.stringify([fingerprintOf(query), stream, chunk, given])).toString('base64url');
}

/** Undefined where the cursor is damaged or belongs to another query. */
export function decodeTrailCursor(query: unknown, cursor: string): TrailPosition | undefined {
  try {
    const [fingerprint, stream, chunk, given]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (fingerprint !== fingerprintOf(query) || typeof stream !== 'string') return undefined;
    if (!isCount(chunk) || !isCount(given)) return undefined;
    return { stream, chunk, given };
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const fingerprintOf = (query: unknown): string =>
  createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 8);
