import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { expiryDays, expiryTag } from '../env/expiry-days.ts';
import type { Objects } from '../objects/objects.ts';

export function s3Objects(client: S3Client, bucket: string): Objects {
  async function read(key: string, range?: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      // Nothing of the object lies in this range: it is shorter than somebody thinks.
      if (range !== undefined && error instanceof Error && error.name === 'InvalidRange') return new Uint8Array(0);
      throw error;
    }
  }

  return {
    get: (key) => read(key),

    getRange: (key, start, end) => read(key, `bytes=${start}-${end - 1}`),

    async put(key, bytes, options) {
      const tagging = options && { Tagging: `${expiryTag}=${expiryDaysFor(options.days)}` };
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ...tagging }));
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}

/** The shortest of the bucket's rules that keeps an object for so many days. */
function expiryDaysFor(days: number): number {
  const enough = expiryDays.find((one) => one >= days);
  if (enough === undefined) throw new RangeError(`No rule of the bucket keeps an object for ${days} days.`);
  return enough;
}
