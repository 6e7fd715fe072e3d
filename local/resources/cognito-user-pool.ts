import * as z from 'zod';
import { arn } from '../account.ts';
import { physicalName } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

/** Nobody signs in here: a pool has no address, so that whatever depends on one knows that there is none. */
export const cognitoUserPool = defineKind('AWS::Cognito::UserPool', z.object({}), ({ logicalId, world }) => {
  const ref = physicalName(world.assembly.stackName, logicalId, 55);
  return { ref, attributes: { Arn: arn('cognito-idp', `userpool/${ref}`), ProviderURL: '', UserPoolId: ref } };
});
