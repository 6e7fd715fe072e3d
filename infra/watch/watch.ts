import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Chunks } from '../chunks/chunks.ts';
import { AppFunction } from '../house/app-function.ts';
import type { Storage } from '../storage/storage.ts';
import { letCloseRuns } from '../workflow/let-close-runs.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface WatchProps {
  readonly storage: Storage;
  readonly chunks: Chunks;
  readonly workflow: Workflow;
}

/** Sees to it that no run stays open for ever. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { storage, chunks, workflow }: WatchProps) {
    super(scope, id);

    const sweepRuns = new AppFunction(this, 'SweepRuns', {
      entry: 'functions/watch/sweep-runs.ts',
      description: 'Ends runs that nobody works on any more',
      // Less than the minute until the next sweep, so that two never overlap; what is left, the next one does.
      timeout: Duration.seconds(50),
      // As Close run, whose work it does when nobody else did.
      memorySize: 1769,
    });
    letCloseRuns({ storage, chunks }, sweepRuns);
    storage.trail.indexScannedBy('open', sweepRuns);
    workflow.watchedBy(sweepRuns);

    new Rule(this, 'SweepRunsRule', {
      description: 'Looks for runs that nobody works on',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(sweepRuns.lambda)],
    });
  }
}
