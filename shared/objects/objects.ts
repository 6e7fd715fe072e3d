/** The narrow view of a bucket that the stores are written against. Keys begin with the org. */
export interface Objects {
  get(key: string): Promise<Uint8Array | undefined>;
  /** `expires` marks what a lifecycle rule removes after some days; the rest stays until it is removed. */
  put(key: string, bytes: Uint8Array, options?: { expires: boolean }): Promise<void>;
  remove(key: string): Promise<void>;
}
