import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent } from 'aws-lambda';
import {
  fingerprints,
  now,
  payloads,
  records,
  steps,
  streams,
  tallies,
  trail,
  workflow,
} from '../../shared/aws/bound.ts';
import { applyChunk } from '../../shared/chunks/apply-chunk.ts';
import type { GroupTally } from '../../shared/tally/tally-store.ts';

/** One after the other: a chunk keeps the processor busy, and its few requests wait on the same tables. */
async function applyChunks({ Records }: SQSEvent): Promise<PromiseSettledResult<void>[]> {
  const deps = {
    payloads: payloads(),
    fingerprints: fingerprints(),
    records: records(),
    steps: steps(),
    streams: streams(),
    tallies: tallies(),
    trail: trail(),
    workflow: workflow(),
    now,
  };
  const groups = new Map<string, GroupTally>();
  const results: PromiseSettledResult<void>[] = [];
  for (const { body, attributes } of Records) {
    results.push(
      ...(await Promise.allSettled([applyChunk(deps, body, Number(attributes.ApproximateReceiveCount), groups)])),
    );
  }
  return results;
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(applyChunks);
