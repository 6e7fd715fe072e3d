import type { Objects } from '../../shared/objects/objects.ts';

/** A bucket in memory, which tells what is in it and what was read. */
export function memoryObjects() {
  const stored = new Map<string, Uint8Array>();
  const reads: string[] = [];
  const objects: Objects = {
    get: async (key) => stored.get(key),
    getRange: async (key, start, end) => {
      reads.push(`${key} ${start}-${end}`);
      return stored.get(key)?.subarray(start, end);
    },
    put: async (key, bytes) => void stored.set(key, Uint8Array.from(bytes)),
    remove: async (key) => void stored.delete(key),
  };
  return { objects, stored, reads };
}
