import { createHash } from 'node:crypto';
import type { Json } from '../connector/json.ts';

/** Bytes of UTF-8 that a diff shows of a value. */
const bytesPerValue = 1_024;

/**
 * A text, or any other value as JSON, that is longer than 1 KB: cut between two characters, with its length and hash
 * behind, so that two long values that differ still look different. What is shorter comes back as it is.
 */
export function shortened(value: string): string;
export function shortened(value: Json): Json;
export function shortened(value: Json): Json {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= bytesPerValue) return value;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return `${bytes.toString('utf8', 0, characterBorder(bytes))}… (${bytes.byteLength} bytes, sha256 ${sha256})`;
}

/** The first byte that is left out: all bytes of a character but its first begin with the bits 10. */
function characterBorder(bytes: Uint8Array): number {
  let border = bytesPerValue;
  while (((bytes[border] ?? 0) & 0xc0) === 0x80) border--;
  return border;
}
