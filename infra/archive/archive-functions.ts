import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import type { Storage } from '../storage/storage.ts';

/** The functions behind the states of ArchiveRun. */
export class ArchiveFunctions extends Construct {
  readonly archiveStep: AppFunction;
  readonly finishArchive: AppFunction;
  readonly mergeIndex: AppFunction;

  constructor(scope: Construct, id: string, { storage }: { readonly storage: Storage }) {
    super(scope, id);

    this.archiveStep = new AppFunction(this, 'ArchiveStep', {
      entry: 'functions/archive/archive-step.ts',
      description: 'Writes the trail of one stream of a run to the archive, until it is done or its time is up',
      // Lambda's limit: 40 million entities of one stream, at 45,000 a second; more continue in the next call.
      timeout: Duration.minutes(15),
      // One full core: it does nothing but compress.
      memorySize: 1769,
    });
    this.finishArchive = new AppFunction(this, 'FinishArchive', {
      entry: 'functions/archive/finish-archive.ts',
      description: 'Proves that all of a run is in the archive, and says so on the run',
      // Reads a summary a chunk: ten thousand of them for ten million entities.
      timeout: Duration.minutes(5),
      memorySize: 1769,
    });
    this.mergeIndex = new AppFunction(this, 'MergeIndex', {
      entry: 'functions/archive/merge-index.ts',
      description: 'Merges the archived runs of a stream into its search index',
      timeout: Duration.minutes(15),
      // About 100 bytes a record of one partition, of a million records at most, and as much again while it is written.
      memorySize: 3008,
    });

    const { archiveStep, finishArchive, mergeIndex } = this;
    storage.trail.readBy(archiveStep, mergeIndex);
    storage.trail.readAndWrittenBy(finishArchive);
    storage.registry.readAndWrittenBy(mergeIndex);
    // Blocks of the trail that are too large for an item.
    storage.payloads.readBy(archiveStep, finishArchive, mergeIndex);
    storage.archive.readAndWrittenBy(archiveStep, finishArchive, mergeIndex);
  }

  get all(): readonly AppFunction[] {
    return [this.archiveStep, this.finishArchive, this.mergeIndex];
  }
}
