import { Stack } from 'aws-cdk-lib/core';
import type { Workflow } from '../workflow/workflow.ts';

/** Where Step Functions' own console shows the execution of a run, by its id: executions are named after their runs. */
export function executionUrl({ syncRun }: Workflow): string {
  const { region, account, partition } = Stack.of(syncRun);
  const execution = `arn:${partition}:states:${region}:${account}:execution:${syncRun.machine.stateMachineName}:{runId}`;
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${execution}`;
}
