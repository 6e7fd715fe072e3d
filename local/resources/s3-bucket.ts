import { BucketAlreadyExists, BucketAlreadyOwnedByYou, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { clientSettings } from '../emulators/client-settings.ts';
import { physicalName } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

/** A bucket, on disk. Lifecycle rules have no effect here: nothing relies on them. */
export const s3Bucket = defineKind(
  'AWS::S3::Bucket',
  z.object({ BucketName: z.string().optional() }),
  async ({ logicalId, properties, world }) => {
    const generated = physicalName(world.assembly.stackName, logicalId, 63).toLowerCase();
    const name = properties.BucketName ?? generated;
    const s3 = new S3Client({ ...clientSettings(world.endpoints.s3), forcePathStyle: true });
    try {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
    } catch (thrown) {
      const isThere = thrown instanceof BucketAlreadyOwnedByYou || thrown instanceof BucketAlreadyExists;
      if (!isThere) throw thrown;
    } finally {
      s3.destroy();
    }
    const domain = `${name}.s3.amazonaws.com`;
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: domain } };
  },
);
