/** The narrow view of a bucket that the stores are written against. Keys begin with the org. */
export interface Objects {
  get(key: string): Promise<Uint8Array | undefined>;
  /** Bytes `start` to `end`, exclusive; fewer where the object ends before. */
  getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined>;
  /** With `days` a lifecycle rule removes it after at least so many days; without, it stays until it is removed. */
  put(key: string, bytes: Uint8Array, options?: { days: number }): Promise<void>;
  remove(key: string): Promise<void>;
}
