import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { announceDependencies } from '../../shared/aws/bound-hooks.ts';
import { keepWork, readWork } from '../../shared/hooks/hooked-work.ts';

/** Consumes the dead-letter queue. */
function keepHookedWork({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  return Promise.allSettled(Records.map(async ({ body }) => keepWork(announceDependencies(), readWork(body))));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(keepHookedWork);
