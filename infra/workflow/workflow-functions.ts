import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import { letCloseRuns } from './let-close-runs.ts';
import type { WorkflowProps } from './workflow-props.ts';

/** The functions behind the states of SyncRun. */
export class WorkflowFunctions extends Construct {
  readonly openRun: AppFunction;
  readonly pullPages: AppFunction;
  readonly waitForChunks: AppFunction;
  readonly offerWork: AppFunction;
  readonly findDeletions: AppFunction;
  readonly closeStep: AppFunction;
  readonly closeRun: AppFunction;

  constructor(scope: Construct, id: string, { storage, secrets, chunks }: WorkflowProps) {
    super(scope, id);

    this.openRun = new AppFunction(this, 'OpenRun', {
      entry: 'functions/workflow/open-run.ts',
      description: 'Opens a run and lists its steps',
      // A handful of small reads and writes.
      timeout: Duration.seconds(30),
      memorySize: 512,
    });
    this.pullPages = new AppFunction(this, 'PullPages', {
      entry: 'functions/workflow/pull-pages.ts',
      description: 'Pulls pages from the source and queues them as chunks, until it is done or its time is up',
      // Lambda's limit: each continuation costs a cold source connection and a reload of the checkpoint.
      timeout: Duration.minutes(15),
      // One full core: parsing, hashing and compressing keep up with a fast source; more cores would idle.
      memorySize: 1769,
    });
    this.waitForChunks = new AppFunction(this, 'WaitForChunks', {
      entry: 'functions/workflow/wait-for-chunks.ts',
      description: 'Keeps the task token that the last chunk of a step completes',
      // One write and one read.
      timeout: Duration.seconds(30),
      memorySize: 512,
    });
    this.offerWork = new AppFunction(this, 'OfferWork', {
      entry: 'functions/runners/offer-work.ts',
      description: 'Puts a stream where runners find it, with the token that the one completes who has read it',
      // One write and two reads.
      timeout: Duration.seconds(30),
      memorySize: 512,
    });
    this.findDeletions = new AppFunction(this, 'FindDeletions', {
      entry: 'functions/workflow/find-deletions.ts',
      description: 'Queues the deletion of known records that a full run has not seen',
      // Reads 16 bytes a record (16 MB for a million) and queues at worst a thousand chunks, ten a request.
      timeout: Duration.minutes(5),
      memorySize: 1769,
    });
    this.closeStep = new AppFunction(this, 'CloseStep', {
      entry: 'functions/workflow/close-step.ts',
      description: 'Proves that a step is complete and stores the fingerprints of its stream',
      // Reads, merges and writes 16 bytes a record, all on one core.
      timeout: Duration.minutes(5),
      memorySize: 1769,
    });
    this.closeRun = new AppFunction(this, 'CloseRun', {
      entry: 'functions/workflow/close-run.ts',
      description: 'Gives a run its status and outcome and frees its streams',
      // Reads one item a step, but after a failure does for open steps what Find deletions and Close step do.
      timeout: Duration.minutes(5),
      memorySize: 1769,
    });

    const { openRun, pullPages, waitForChunks, offerWork, findDeletions, closeStep, closeRun } = this;
    storage.trail.readAndWrittenBy(openRun, pullPages, waitForChunks, offerWork, findDeletions, closeStep);
    // How many deletions are too many is a setting of the integration.
    storage.registry.readBy(pullPages, findDeletions);
    // Notes that a run is not in the search index of its streams yet.
    storage.registry.readAndWrittenBy(openRun);
    // Stores the cursor and the fingerprints of its stream.
    storage.registry.readAndWrittenBy(closeStep);
    // A pull that takes over finds there what a worker that died had carried out.
    storage.records.readBy(pullPages, findDeletions, closeStep);
    storage.payloads.readAndWrittenBy(pullPages, findDeletions, closeStep);
    chunks.filledBy(pullPages, findDeletions);
    secrets.decryptedBy(pullPages);
    letCloseRuns({ storage, chunks }, closeRun);
  }

  get all(): readonly AppFunction[] {
    return [
      this.openRun,
      this.pullPages,
      this.waitForChunks,
      this.offerWork,
      this.findDeletions,
      this.closeStep,
      this.closeRun,
    ];
  }
}
