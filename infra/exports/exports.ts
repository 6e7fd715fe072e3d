import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import { AppQueue } from '../house/app-queue.ts';
import type { Storage } from '../storage/storage.ts';

export interface ExportsProps {
  readonly storage: Storage;
}

/** The queue of parts of exports, the workers that write them as files, and what becomes of a part that nobody can write. */
export class Exports extends Construct {
  readonly queue: AppQueue;

  constructor(scope: Construct, id: string, { storage }: ExportsProps) {
    super(scope, id);

    const writeExport = new AppFunction(this, 'WriteExport', {
      entry: 'functions/exports/write-export.ts',
      description: 'Writes a part of the log of a run as a file',
      // 256,000 entities take 2 s (measured), and some more to come and go; the rest is for a table that throttles.
      timeout: Duration.minutes(2),
      // One full core, which unpacks and writes all the while; a file is held in memory twice, 130 MB.
      memorySize: 1769,
    });
    const failExport = new AppFunction(this, 'FailExport', {
      entry: 'functions/exports/fail-export.ts',
      description: 'Notes that a part of an export cannot be written, so that nobody waits for it',
      // One write.
      timeout: Duration.seconds(30),
      memorySize: 512,
    });

    this.queue = new AppQueue(this, 'Exports', {
      environmentName: 'exportsQueueUrl',
      consumer: writeExport,
      // A part is seconds of work on a core of its own.
      batchSize: 1,
      // Ten million entities are forty parts, eight rounds of a few seconds; what Lambda has beyond that is for runs.
      maxConcurrency: 5,
      // One try and two more, twelve minutes apart; whoever still asks for the export begins it anew before that.
      maxReceiveCount: 3,
      deadLetterConsumer: failExport,
      impact:
        'exports that could not be written are not being marked as failed either, so whoever asked for one waits, and ' +
        'has it begun anew every few minutes. See the log of the fail-export function.',
    });

    storage.trail.readAndWrittenBy(writeExport, failExport);
    storage.archive.readBy(writeExport);
    storage.payloads.readBy(writeExport);
    storage.payloads.filledBy(writeExport);
  }
}
