import { type CfnElement, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The name of a construct's main resource in the template. */
export function logicalIdOf(construct: Construct): string {
  return Stack.of(construct).getLogicalId(construct.node.defaultChild as CfnElement);
}
