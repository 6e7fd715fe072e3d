import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import * as z from 'zod';
import { clientSettings } from '../emulators/client-settings.ts';
import type { Endpoint } from '../emulators/endpoints.ts';
import { stableUuid } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

/** A symmetric key. Its id follows from its place in the template, so that a restart can read what it encrypted. */
export const kmsKey = defineKind(
  'AWS::KMS::Key',
  z.object({
    Description: z.string().default(''),
    KeySpec: z.literal('SYMMETRIC_DEFAULT', 'the embedded runtime has symmetric keys only').optional(),
  }),
  async ({ logicalId, properties, world }) => {
    const place = `${world.assembly.stackName}/${logicalId}`;
    const { kms } = world.endpoints;
    const key = kms.embedded
      ? world.keys.open(stableUuid(place), properties.Description)
      : await outerKey(kms, `alias/${place}`);
    return { ref: key.keyId, attributes: { Arn: key.arn, KeyId: key.keyId } };
  },
);

/** In another KMS the key's id cannot be chosen; an alias finds it again. */
async function outerKey(endpoint: Endpoint, AliasName: string): Promise<{ keyId: string; arn: string }> {
  const kms = new KMSClient(clientSettings(endpoint));
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: AliasName })).catch(async (thrown) => {
      if (!(thrown instanceof NotFoundException)) throw thrown;
      const created = await kms.send(new CreateKeyCommand({ Description: AliasName }));
      await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: created.KeyMetadata?.KeyId }));
      return created;
    });
    return { keyId: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' };
  } finally {
    kms.destroy();
  }
}
