import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Archive } from '../archive/archive.ts';
import type { Chunks } from '../chunks/chunks.ts';
import { AppFunction } from '../house/app-function.ts';
import type { Storage } from '../storage/storage.ts';
import { letCloseRuns } from '../workflow/let-close-runs.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface WatchProps {
  readonly storage: Storage;
  readonly chunks: Chunks;
  readonly workflow: Workflow;
  readonly archive: Archive;
}

/** Sees to it that no run stays open for ever, and that every one gets into the archive. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { storage, chunks, workflow, archive }: WatchProps) {
    super(scope, id);

    const sweepRuns = new AppFunction(this, 'SweepRuns', {
      entry: 'functions/watch/sweep-runs.ts',
      description: 'Ends runs that nobody works on any more, and sends ended ones to the archive',
      // Less than the minute until the next sweep, so that two never overlap; what is left, the next one does.
      timeout: Duration.seconds(50),
      // As Close run, whose work it does when nobody else did.
      memorySize: 1769,
    });
    letCloseRuns({ storage, chunks }, sweepRuns);
    storage.trail.indexScannedBy('open', sweepRuns);
    workflow.syncRun.watchedBy(sweepRuns);
    // Those that were cancelled and wait for something that may take long.
    workflow.syncRun.stoppedBy(sweepRuns);
    archive.archiveRun.startedBy(sweepRuns);
    archive.archiveRun.watchedBy(sweepRuns);

    new Rule(this, 'SweepRunsRule', {
      description: 'Looks for runs that nobody works on',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(sweepRuns.lambda)],
    });
  }
}
