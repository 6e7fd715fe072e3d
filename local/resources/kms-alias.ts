import * as z from 'zod';
import { defineKind } from './resource-kind.ts';

/** A second name for a key of the template. */
export const kmsAlias = defineKind(
  'AWS::KMS::Alias',
  z.object({ AliasName: z.string(), TargetKeyId: z.string() }),
  ({ properties, world }) => {
    const { AliasName, TargetKeyId } = properties;
    if (world.endpoints.kms.embedded) world.keys.addAlias(AliasName, world.keys.find(TargetKeyId).keyId);
    return { ref: AliasName };
  },
);
