import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { workOffDependencies } from '../../shared/aws/bound-hooks.ts';
import { readWork } from '../../shared/hooks/hooked-work.ts';
import { workOffNotes } from '../../shared/hooks/work-off-notes.ts';

/** Streams of which webhooks have told something. */
function startHookedRuns({ Records }: SQSEvent) {
  return Promise.allSettled(Records.map(async ({ body }) => workOffNotes(workOffDependencies(), readWork(body))));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(startHookedRuns);
