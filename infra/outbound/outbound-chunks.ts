import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import { AppQueue } from '../house/app-queue.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';

export interface OutboundChunksProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
  /** What becomes of chunks that cannot be sent. */
  readonly failChunk: AppFunction;
}

/** The queue of chunks whose records go to targets outside, and the workers that send them. */
export class OutboundChunks extends Construct {
  readonly queue: AppQueue;
  readonly sendChunk: AppFunction;

  constructor(scope: Construct, id: string, { storage, secrets, failChunk }: OutboundChunksProps) {
    super(scope, id);

    this.sendChunk = new AppFunction(this, 'SendChunk', {
      entry: 'functions/outbound/send-chunk.ts',
      description: 'Sends chunks of records to targets outside and logs what became of each record',
      // Four requests at a time of a fifth of a second send a full chunk in a minute. What takes longer is sent on to the
      // next worker; a chunk whose worker died comes again after six times as long.
      timeout: Duration.minutes(3),
      // A third of a core: it waits for the target nearly all of the time.
      memorySize: 512,
    });
    this.queue = new AppQueue(this, 'Chunks', {
      environmentName: 'outboundQueueUrl',
      consumer: this.sendChunk,
      // One chunk may take all of a worker's time.
      batchSize: 1,
      // Ten times the requests that one worker makes at a time; targets that find that too many say so.
      maxConcurrency: 10,
      // One try and three more, eighteen minutes apart. Chunks for which time runs out are sent anew and are not counted.
      maxReceiveCount: 4,
      deadLetterConsumer: failChunk,
      impact:
        'chunks that could not be sent to their target are not being recorded as failed either, so their runs stay open ' +
        'until the time-out of a day. See the log of the fail-chunk function; the queue keeps the messages for 14 days.',
    });

    // Notes in the stream's state where it is not known whether the target took a record.
    storage.registry.readAndWrittenBy(this.sendChunk);
    storage.trail.readAndWrittenBy(this.sendChunk);
    storage.records.readAndWrittenBy(this.sendChunk);
    storage.payloads.readAndWrittenBy(this.sendChunk);
    secrets.decryptedBy(this.sendChunk);
    this.queue.filledBy(this.sendChunk);
  }
}
