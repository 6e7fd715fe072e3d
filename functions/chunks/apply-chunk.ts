import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import {
  fingerprints,
  now,
  payloads,
  records,
  redactorFor,
  runs,
  steps,
  streams,
  tallies,
  trail,
  workflow,
} from '../../shared/aws/bound.ts';
import { applyChunks } from '../../shared/chunks/apply-chunks.ts';

function applyBatch({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  const deps = {
    payloads: payloads(),
    fingerprints: fingerprints(),
    records: records(),
    redactorFor: redactorFor(),
    runs: runs(),
    steps: steps(),
    streams: streams(),
    tallies: tallies(),
    trail: trail(),
    workflow: workflow(),
    now,
  };
  return applyChunks(
    deps,
    Records.map(({ body, attributes }) => ({ body, deliveries: Number(attributes.ApproximateReceiveCount) })),
  );
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(applyBatch);
