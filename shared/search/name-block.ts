import { decodeFrame, encodeFrame } from './frames.ts';

/** A name as it is searched for, and the ordinal in its partition of a record that was called so. */
export interface NameEntry {
  readonly name: string;
  readonly ordinal: number;
}

interface Columns {
  readonly names: readonly string[];
  readonly ordinals: readonly number[];
}

export const encodeNames = (entries: readonly NameEntry[]): Uint8Array =>
  encodeFrame({
    names: entries.map(({ name }) => name),
    ordinals: entries.map(({ ordinal }) => ordinal),
  } satisfies Columns);

/** Throws LostIndexError where the bytes are damaged. */
export function decodeNames(bytes: Uint8Array): NameEntry[] {
  const { names, ordinals } = decodeFrame<Columns>(bytes);
  return names.map((name, at) => ({ name, ordinal: ordinals[at] ?? 0 }));
}
