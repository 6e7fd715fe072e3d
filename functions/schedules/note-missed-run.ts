import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { integrations, now } from '../../shared/aws/bound.ts';
import { readUndelivered } from '../../shared/schedules/due-run.ts';
import { noteMissedRun } from '../../shared/schedules/note-missed-run.ts';

/** Consumes the dead-letter queue of the queue and of the schedules that fill it. */
function noteMissedRuns({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  const deps = { integrations: integrations(), now };
  return Promise.allSettled(Records.map(async ({ body }) => noteMissedRun(deps, readUndelivered(body))));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(noteMissedRuns);
