import {
  Choice,
  Condition,
  Errors,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AppFunction } from '../house/app-function.ts';
import { lambdaRetry } from '../house/lambda-retry.ts';
import type { WorkflowFunctions } from './workflow-functions.ts';

/** Every state of a stream keeps this as its input and puts results beside it. */
const step = {
  org: JsonPath.stringAt('$.org'),
  runId: JsonPath.stringAt('$.runId'),
  stream: JsonPath.stringAt('$.stream'),
};

/**
 * Pull pages ⟲ (⇄ Wait for a runner) → Wait for chunks → Find deletions (→ Wait for deletions) → Close step, for one stream of a run.
 * A source that cannot be pulled to its end does not lose what was pulled: the step goes on with that, marked as such.
 */
export function syncStreamDefinition(scope: Construct, functions: WorkflowFunctions): IChainable {
  const pullPages = invoke(scope, 'Pull pages', functions.pullPages, { resultPath: '$.pull' });
  const giveUpPulling = invoke(scope, 'Give up pulling', functions.pullPages, {
    payload: { ...step, giveUp: JsonPath.objectAt('$.giveUp') },
  });
  const waitForRunner = wait(scope, 'Wait for a runner', functions.offerWork, Duration.hours(1));
  const waitForChunks = wait(scope, 'Wait for chunks', functions.waitForChunks);
  const findDeletions = invoke(scope, 'Find deletions', functions.findDeletions, { resultPath: '$.deletions' });
  const waitForDeletions = wait(scope, 'Wait for deletions', functions.waitForChunks);
  const closeStep = invoke(scope, 'Close step', functions.closeStep);

  // A source may ask for a pause that is longer than a function can live.
  const waitForSource = new Wait(scope, 'Wait for the source', {
    time: WaitTime.secondsPath('$.pull.waitSeconds'),
  });
  waitForSource.next(pullPages);

  pullPages.addCatch(giveUpPulling, { resultPath: '$.giveUp' });
  giveUpPulling.next(waitForChunks);
  // Pull pages knows what is next: whether the runner is through, or one is still to be waited for.
  waitForRunner
    .addCatch(pullPages, { errors: [Errors.TIMEOUT], resultPath: JsonPath.DISCARD })
    .addCatch(giveUpPulling, { resultPath: '$.giveUp' })
    .next(pullPages);
  waitForChunks.next(findDeletions);
  waitForDeletions.next(closeStep);

  const anyDeletions = new Choice(scope, 'Any deletions?')
    .when(Condition.numberGreaterThan('$.deletions.deletions', 0), waitForDeletions)
    .otherwise(closeStep);
  const morePages = new Choice(scope, 'More pages?')
    .when(isOnRunner, waitForRunner)
    .when(Condition.numberGreaterThan('$.pull.waitSeconds', 0), waitForSource)
    .when(Condition.booleanEquals('$.pull.more', true), pullPages)
    .otherwise(waitForChunks);

  findDeletions.next(anyDeletions);
  return pullPages.next(morePages);
}

const isOnRunner = Condition.and(
  Condition.isPresent('$.pull.onRunner'),
  Condition.booleanEquals('$.pull.onRunner', true),
);

interface Invocation {
  readonly payload?: Record<string, unknown>;
  readonly resultPath?: string;
}

function invoke(scope: Construct, name: string, fn: AppFunction, { payload, resultPath }: Invocation = {}) {
  return new LambdaInvoke(scope, name, {
    lambdaFunction: fn.lambda,
    payload: TaskInput.fromObject(payload ?? step),
    resultPath: resultPath ?? JsonPath.DISCARD,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
  }).addRetry(lambdaRetry);
}

/** A wait that is over is over. On AWS States.TaskFailed does not cover it anyway; the embedded runtime has to be told. */
const notAfterTimeout = { errors: [Errors.TIMEOUT], maxAttempts: 0 };

/** Chunks are applied within minutes; a day leaves room to mend a target before the run ends without them. */
function wait(scope: Construct, name: string, fn: AppFunction, longest = Duration.days(1)) {
  return new LambdaInvoke(scope, name, {
    lambdaFunction: fn.lambda,
    payload: TaskInput.fromObject({ ...step, token: JsonPath.taskToken }),
    resultPath: JsonPath.DISCARD,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    taskTimeout: Timeout.duration(longest),
    retryOnServiceExceptions: false,
  })
    .addRetry(notAfterTimeout)
    .addRetry(lambdaRetry);
}
