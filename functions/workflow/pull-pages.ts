import type { Context } from 'aws-lambda';
import { findConnector } from '../../connectors/registry.ts';
import {
  integrations,
  now,
  payloads,
  queue,
  records,
  runners,
  runs,
  secretBox,
  steps,
  tallies,
  trail,
  workflow,
  works,
} from '../../shared/aws/bound.ts';
import { chunkLimits } from '../../shared/chunks/chunk.ts';
import { createHttpClient } from '../../shared/connector/create-http-client.ts';
import type { PullInput } from '../../shared/pull/pull-pages.ts';
import { pullOrWait } from '../../shared/runners/pull-or-wait.ts';

export const handler = (input: PullInput, context: Context) =>
  pullOrWait(
    {
      integrations: integrations(),
      secretBox: secretBox(),
      findConnector: async (type) => findConnector(type),
      createHttp: createHttpClient,
      records: records(),
      runners: runners(),
      runs: runs(),
      steps: steps(),
      tallies: tallies(),
      trail: trail(),
      queue: queue(),
      payloads: payloads(),
      workflow: workflow(),
      works: works(),
      limits: chunkLimits,
      now,
    },
    input,
    () => context.getRemainingTimeInMillis(),
  );
