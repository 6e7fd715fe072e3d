import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Map as MapState,
  Pass,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { AppFunction } from '../house/app-function.ts';
import { lambdaRetry } from '../house/lambda-retry.ts';
import type { ArchiveFunctions } from './archive-functions.ts';

/**
 * Archive step ⟲ for each stream, two at a time → Finish archive → Merge search index. Input: `{org, runId, steps: [{org,
 * runId, stream}]}`. An execution that fails is started anew by the sweep, and goes on where this one came to.
 */
export function archiveRunDefinition(scope: Construct, functions: ArchiveFunctions): IChainable {
  const run = { org: JsonPath.stringAt('$.org'), runId: JsonPath.stringAt('$.runId') };
  const archiveStreams = new MapState(scope, 'Archive streams', {
    itemsPath: '$.steps',
    // Each keeps a function's core busy; more at once would only take the workers' share of the account's concurrency.
    maxConcurrency: 2,
    resultPath: JsonPath.DISCARD,
  }).itemProcessor(archiveStreamDefinition(scope, functions));
  return archiveStreams
    .next(invoke(scope, 'Finish archive', functions.finishArchive, run))
    .next(invoke(scope, 'Merge search index', functions.mergeIndex, run));
}

function archiveStreamDefinition(scope: Construct, functions: ArchiveFunctions): IChainable {
  const step = {
    org: JsonPath.stringAt('$.org'),
    runId: JsonPath.stringAt('$.runId'),
    stream: JsonPath.stringAt('$.stream'),
  };
  const archiveStep = invoke(scope, 'Archive step', functions.archiveStep, step, '$.archive');
  const moreChunks = new Choice(scope, 'More chunks?')
    .when(Condition.booleanEquals('$.archive.more', true), archiveStep)
    .otherwise(new Pass(scope, 'Stream archived'));
  return archiveStep.next(moreChunks);
}

function invoke(
  scope: Construct,
  name: string,
  fn: AppFunction,
  payload: Record<string, unknown>,
  resultPath: string = JsonPath.DISCARD,
) {
  return new LambdaInvoke(scope, name, {
    lambdaFunction: fn.lambda,
    payload: TaskInput.fromObject(payload),
    resultPath,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  }).addRetry(lambdaRetry);
}
