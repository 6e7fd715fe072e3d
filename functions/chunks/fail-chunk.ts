import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { now, payloads, steps, streams, tallies, trail, workflow } from '../../shared/aws/bound.ts';
import { failChunk } from '../../shared/chunks/fail-chunk.ts';

/** Consumes the dead-letter queue. */
function failChunks({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  const deps = {
    payloads: payloads(),
    steps: steps(),
    streams: streams(),
    tallies: tallies(),
    trail: trail(),
    workflow: workflow(),
    now,
  };
  return Promise.allSettled(Records.map(({ body }) => failChunk(deps, body, 'every worker that tried it failed.')));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(failChunks);
