import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { exports, now, payloads, steps, trailOf } from '../../shared/aws/bound.ts';
import { exportLimits } from '../../shared/exports/export-limits.ts';
import { readPart } from '../../shared/exports/export-part.ts';
import { writePart } from '../../shared/exports/write-part.ts';

function writeExports({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  const deps = {
    exports: exports(),
    payloads: payloads(),
    steps: steps(),
    trailOf,
    limits: exportLimits,
    now,
  };
  return Promise.allSettled(Records.map(({ body }) => writePart(deps, readPart(body))));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(writeExports);
