import type { Objects } from '../objects/objects.ts';
import { Fingerprints } from './fingerprints.ts';

/** A warm worker keeps this many streams' fingerprints, 16 MB each per million records. */
const keptInMemory = 8;

/** Fingerprint objects are written once under a new key for each run, so what is in memory never goes stale. */
export class FingerprintStore {
  readonly #objects: Objects;
  readonly #kept = new Map<string, Promise<Fingerprints | undefined>>();

  constructor(payloads: Objects) {
    this.#objects = payloads;
  }

  static keyOf(org: string, integrationId: string, stream: string, runId: string): string {
    return `${org}/fingerprints/${integrationId}/${encodeURIComponent(stream)}/${runId}`;
  }

  /** Undefined where the object is gone; a null key stands for the stream that was never synced. */
  load(key: string | null): Promise<Fingerprints | undefined> {
    if (key === null) return Promise.resolve(Fingerprints.empty);
    const kept = this.#kept.get(key) ?? this.#read(key);
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptInMemory) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }

  async save(key: string, fingerprints: Fingerprints): Promise<void> {
    await this.#objects.put(key, fingerprints.encode());
  }

  async remove(key: string): Promise<void> {
    await this.#objects.remove(key);
  }

  async #read(key: string): Promise<Fingerprints | undefined> {
    try {
      const bytes = await this.#objects.get(key);
      return bytes && Fingerprints.decode(bytes);
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }
}
