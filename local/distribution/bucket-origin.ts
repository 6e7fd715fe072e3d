import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../emulators/client-settings.ts';
import type { Endpoint } from '../emulators/endpoints.ts';
import { decode } from '../http-api/routes.ts';
import { compress, type Encoding } from './encodings.ts';

/** An object as it is handed out, which each encoding is made of once. */
export interface CachedFile {
  readonly contentType: string;
  readonly cacheControl: string | null;
  readonly etag: string;
  readonly bytes: Buffer;
  encoded(encoding: Encoding): Promise<Buffer>;
}

/** A bucket behind a distribution, and what the distribution's cache holds of it. */
export class BucketOrigin {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #cached = new Map<string, Promise<CachedFile | null>>();

  constructor(endpoint: Endpoint, bucket: string) {
    this.#s3 = new S3Client({ ...clientSettings(endpoint), forcePathStyle: true });
    this.#bucket = bucket;
  }

  /** Null where there is no such object. `path` is still encoded, and begins with a slash. */
  async get(path: string): Promise<CachedFile | null> {
    const key = decode(path).slice(1);
    if (!isPlain(key)) return null;
    const cached = this.#cached.get(key);
    if (cached !== undefined) return cached;
    const reading = this.#read(key);
    this.#cached.set(key, reading);
    try {
      const file = await reading;
      // What is not there may come; and who asks for anything must not fill the memory.
      if (file === null) this.#cached.delete(key);
      return file;
    } catch (thrown) {
      this.#cached.delete(key);
      throw thrown;
    }
  }

  close(): void {
    this.#s3.destroy();
  }

  async #read(key: string): Promise<CachedFile | null> {
    try {
      const object = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
      const encodings = new Map<Encoding, Promise<Buffer>>();
      return {
        contentType: object.ContentType ?? 'application/octet-stream',
        cacheControl: object.CacheControl ?? null,
        etag: object.ETag ?? '',
        bytes,
        encoded: (encoding) => {
          const made = encodings.get(encoding) ?? compress(bytes, encoding);
          encodings.set(encoding, made);
          return made;
        },
      };
    } catch (thrown) {
      if (thrown instanceof NoSuchKey) return null;
      throw thrown;
    }
  }
}

/** An object's key is a name, but the emulator keeps it as a path on disk: nothing may lead out of the bucket. */
function isPlain(key: string): boolean {
  return key !== '' && !/[\\\0]/.test(key) && key.split('/').every((part) => !['', '.', '..'].includes(part));
}
