import { createHash } from 'node:crypto';
import type { Json } from '../connector/json.ts';

/** A cursor that carries what it was made for: with other filters, or for another org, its position would mean nothing. */
export const encodeBoundCursor = (query: unknown, position: Json): string =>
  Buffer.from(JSON.stringify([hashOf(query), position])).toString('base64url');

/** The position; undefined where the cursor is damaged, or belongs to another query. */
export function decodeBoundCursor(query: unknown, cursor: string): Json | undefined {
  try {
    const [hash, position]: Json[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return hash === hashOf(query) ? position : undefined;
  } catch {
    return undefined;
  }
}

const hashOf = (query: unknown): string =>
  createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 8);
