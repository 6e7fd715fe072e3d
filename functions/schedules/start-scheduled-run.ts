import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { startScheduledRunDependencies } from '../../shared/aws/bound-schedules.ts';
import { readDueRun } from '../../shared/schedules/due-run.ts';
import { startScheduledRun } from '../../shared/schedules/start-scheduled-run.ts';

/** What schedules have put into the queue. */
function startScheduledRuns({ Records }: SQSEvent) {
  const deps = startScheduledRunDependencies();
  return Promise.allSettled(Records.map(async ({ body }) => startScheduledRun(deps, readDueRun(body))));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(startScheduledRuns);
