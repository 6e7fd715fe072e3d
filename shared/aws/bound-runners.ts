import { chunkLimits } from '../chunks/chunk.ts';
import { createHttpClient } from '../connector/create-http-client.ts';
import type { ClaimDependencies } from '../runners/claim-work.ts';
import type { OfferDependencies } from '../runners/offer-work.ts';
import type { RunnerStore } from '../runners/runner-store.ts';
import type { DeliveryDependencies } from '../runners/take-delivery.ts';
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
} from './bound.ts';

export const runnerDependencies = (): { readonly runners: RunnerStore; readonly now: () => number } => ({
  runners: runners(),
  now,
});

export const offerDependencies = (): OfferDependencies => ({
  runs: runs(),
  steps: steps(),
  works: works(),
  workflow: workflow(),
});

export const claimDependencies = (): ClaimDependencies => ({
  ...offerDependencies(),
  integrations: integrations(),
  secretBox: secretBox(),
  now,
});

export const deliveryDependencies = (): DeliveryDependencies => ({
  ...claimDependencies(),
  // Nothing is read here.
  findConnector: async () => undefined,
  createHttp: createHttpClient,
  works: works(),
  records: records(),
  tallies: tallies(),
  trail: trail(),
  queue: queue(),
  payloads: payloads(),
  limits: chunkLimits,
});
