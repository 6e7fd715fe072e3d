import { SQSClient } from '@aws-sdk/client-sqs';
import { ChunkLeaseStore } from '../outbound/chunk-lease-store.ts';
import type { NoteChangesDependencies } from '../outbound/note-changes.ts';
import { redactorForBoth } from '../outbound/redactor-for-both.ts';
import type { SendChunkDependencies } from '../outbound/send-chunk.ts';
import {
  fingerprints,
  hookNotes,
  integrations,
  lookup,
  now,
  payloads,
  records,
  redactorFor,
  runs,
  secretBox,
  steps,
  streams,
  tallies,
  trail,
  trailTable,
  workflow,
} from './bound.ts';
import { environment } from './environment.ts';
import { sqsDelayedQueue } from './sqs-delayed-queue.ts';

/** What sending chunks takes besides the connectors, and the time that the worker has. */
export const sendChunkDependencies = (): Omit<
  SendChunkDependencies,
  'findConnector' | 'createHttp' | 'remainingMs'
> => ({
  fingerprints: fingerprints(),
  integrations: integrations(),
  leases: new ChunkLeaseStore(trailTable(), now),
  outboundChunks: sqsDelayedQueue(new SQSClient({ md5: false }), environment('outboundQueueUrl')),
  payloads: payloads(),
  records: records(),
  redactorFor: redactorForBoth(integrations(), redactorFor()),
  runs: runs(),
  secretBox: secretBox(),
  steps: steps(),
  streams: streams(),
  tallies: tallies(),
  trail: trail(),
  workflow: workflow(),
  now,
});

export const noteChangesDependencies = (): NoteChangesDependencies => ({
  hookedWork: sqsDelayedQueue(new SQSClient({ md5: false }), environment('hooksQueueUrl')),
  integrations: integrations(),
  lookup: lookup(),
  notes: hookNotes(),
  steps: steps(),
  now,
});
