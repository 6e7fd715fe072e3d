import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import { AppQueue } from '../house/app-queue.ts';
import { OutboundChunks } from '../outbound/outbound-chunks.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';

export interface ChunksProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
}

/** The queue of chunks, the workers that apply them, and what becomes of a chunk that cannot be applied. */
export class Chunks extends Construct {
  readonly queue: AppQueue;
  readonly applyChunk: AppFunction;
  readonly failChunk: AppFunction;
  /** Those whose records go to targets outside. */
  readonly outbound: OutboundChunks;

  constructor(scope: Construct, id: string, { storage, secrets }: ChunksProps) {
    super(scope, id);

    this.applyChunk = new AppFunction(this, 'ApplyChunk', {
      entry: 'functions/chunks/apply-chunk.ts',
      description: 'Applies chunks of records to their target and logs what happened to each record',
      // Ten chunks a batch leave twelve seconds for each: the 6 s for which a throttled table is retried, and as much again.
      timeout: Duration.minutes(2),
      // One full core: decoding, hashing and comparing is all that it waits for.
      memorySize: 1769,
    });
    this.failChunk = new AppFunction(this, 'FailChunk', {
      entry: 'functions/chunks/fail-chunk.ts',
      description: 'Writes down why a chunk could not be applied, so that its run can end',
      // One chunk, one block of the trail and three tallies.
      timeout: Duration.seconds(30),
      memorySize: 512,
    });

    this.queue = new AppQueue(this, 'Chunks', {
      environmentName: 'chunksQueueUrl',
      consumer: this.applyChunk,
      // A full batch of the largest chunks is 2.5 MB, under the 6 MB that an invocation may carry.
      batchSize: 10,
      // Twenty cores apply faster than the two streams of a run are pulled, and stay within the 4,000 writes a second
      // that a new on-demand table takes at once.
      maxConcurrency: 20,
      // One try and three more, twelve minutes apart: outlives a throttled table or a target that is down for a while.
      maxReceiveCount: 4,
      deadLetterConsumer: this.failChunk,
      impact:
        'chunks that could not be applied are not being recorded as failed either, so their runs stay open until the ' +
        'time-out of a day. See the log of the fail-chunk function; the queue keeps the messages for 14 days.',
    });

    // Both note it in the stream's state when records may have been written that its fingerprints do not know.
    storage.registry.readAndWrittenBy(this.applyChunk, this.failChunk);
    storage.trail.readAndWrittenBy(this.applyChunk, this.failChunk);
    storage.records.readAndWrittenBy(this.applyChunk);
    storage.payloads.readAndWrittenBy(this.applyChunk, this.failChunk);
    // Takes them out of what it tells of an update.
    secrets.decryptedBy(this.applyChunk);

    this.outbound = new OutboundChunks(this, 'Outbound', { storage, secrets, failChunk: this.failChunk });
  }

  /** Which of the two queues a chunk goes to, it says itself. */
  filledBy(...functions: readonly AppFunction[]): void {
    this.queue.filledBy(...functions);
    this.outbound.queue.filledBy(...functions);
  }
}
