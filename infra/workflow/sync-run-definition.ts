import { type IChainable, JsonPath, Map as MapState, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { lambdaRetry } from '../house/lambda-retry.ts';
import { syncStreamDefinition } from './sync-stream-definition.ts';
import type { WorkflowFunctions } from './workflow-functions.ts';

/**
 * Open run → each stream in turn, two at a time → Close run, whatever happens in between.
 * Input: `{org, runId}`. Open run answers `{org, runId, steps: [{org, runId, stream}]}`, which Close run gets too,
 * with `error: {Error, Cause}` beside it if a state before it failed.
 */
export function syncRunDefinition(scope: Construct, functions: WorkflowFunctions): IChainable {
  const closeRun = new LambdaInvoke(scope, 'Close run', {
    lambdaFunction: functions.closeRun.lambda,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: JsonPath.DISCARD,
  }).addRetry(lambdaRetry);

  const syncStreams = new MapState(scope, 'Sync streams', {
    itemsPath: '$.steps',
    // Two streams keep a source busy without tripping its rate limit, which is counted per account and not per stream.
    maxConcurrency: 2,
    resultPath: JsonPath.DISCARD,
  })
    .itemProcessor(syncStreamDefinition(scope, functions))
    .addCatch(closeRun, { resultPath: '$.error' });

  return new LambdaInvoke(scope, 'Open run', {
    lambdaFunction: functions.openRun.lambda,
    payload: TaskInput.fromObject({ org: JsonPath.stringAt('$.org'), runId: JsonPath.stringAt('$.runId') }),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  })
    .addRetry(lambdaRetry)
    .addCatch(closeRun, { resultPath: '$.error' })
    .next(syncStreams)
    .next(closeRun);
}
