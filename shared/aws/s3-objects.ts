import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Objects } from '../objects/objects.ts';

export function s3Objects(client: S3Client, bucket: string): Objects {
  return {
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async put(key, bytes, options) {
      const tagging = options?.expires ? { Tagging: 'expires=yes' } : {};
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ...tagging }));
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
