import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import { exports } from '../../shared/aws/bound.ts';
import { readPart } from '../../shared/exports/export-part.ts';
import { failPart } from '../../shared/exports/fail-part.ts';

/** Consumes the dead-letter queue. */
function failExports({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  const deps = { exports: exports() };
  return Promise.allSettled(Records.map(({ body }) => failPart(deps, readPart(body))));
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(failExports);
