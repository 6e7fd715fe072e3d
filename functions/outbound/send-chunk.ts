import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { Context, SQSEvent } from 'aws-lambda';
import { findConnector } from '../../connectors/registry.ts';
import { sendChunkDependencies } from '../../shared/aws/bound-outbound.ts';
import { createHttpClient } from '../../shared/connector/create-http-client.ts';
import { sendChunk } from '../../shared/outbound/send-chunk.ts';

/** Chunks whose records go to a target outside. */
function sendChunks({ Records }: SQSEvent, context: Context): Promise<PromiseSettledResult<void>[]> {
  const deps = {
    ...sendChunkDependencies(),
    findConnector: async (type: string) => findConnector(type),
    createHttp: createHttpClient,
    remainingMs: () => context.getRemainingTimeInMillis(),
  };
  return Promise.allSettled(
    Records.map(async ({ body, attributes }) =>
      sendChunk(deps, { body, deliveries: Number(attributes.ApproximateReceiveCount) }),
    ),
  );
}

export const handler = middy<SQSEvent>().use(sqsPartialBatchFailure()).handler(sendChunks);
