import type { Context } from 'aws-lambda';
import { findConnector } from '../../connectors/registry.ts';
import {
  integrations,
  now,
  payloads,
  queue,
  records,
  secretBox,
  steps,
  tallies,
  trail,
  workflow,
} from '../../shared/aws/bound.ts';
import { chunkLimits } from '../../shared/chunks/chunk.ts';
import { createHttpClient } from '../../shared/connector/create-http-client.ts';
import { type PullInput, pullPages } from '../../shared/pull/pull-pages.ts';

export const handler = (input: PullInput, context: Context) =>
  pullPages(
    {
      integrations: integrations(),
      secretBox: secretBox(),
      findConnector: async (type) => findConnector(type),
      createHttp: createHttpClient,
      records: records(),
      steps: steps(),
      tallies: tallies(),
      trail: trail(),
      queue: queue(),
      payloads: payloads(),
      workflow: workflow(),
      limits: chunkLimits,
      now,
    },
    input,
    () => context.getRemainingTimeInMillis(),
  );
