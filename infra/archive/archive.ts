import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppStateMachine } from '../house/app-state-machine.ts';
import { ImpactAlarm } from '../house/impact-alarm.ts';
import type { Storage } from '../storage/storage.ts';
import { ArchiveFunctions } from './archive-functions.ts';
import { archiveRunDefinition } from './archive-run-definition.ts';

export interface ArchiveProps {
  readonly storage: Storage;
}

/** Takes the trail of ended runs to where it is kept for thirty days, and makes it searchable there. */
export class Archive extends Construct {
  readonly archiveRun: AppStateMachine;

  constructor(scope: Construct, id: string, { storage }: ArchiveProps) {
    super(scope, id);

    const functions = new ArchiveFunctions(this, 'Functions', { storage });
    this.archiveRun = new AppStateMachine(this, 'ArchiveRun', {
      comment: 'The trail of one ended run into the archive',
      environmentName: 'archiveRunStateMachineArn',
      definition: archiveRunDefinition(this, functions),
      functions: functions.all,
    });

    new ImpactAlarm(this, 'FailedArchivesAlarm', {
      metric: this.archiveRun.machine.metricFailed({ period: Duration.hours(1) }),
      impact:
        'the trail of an ended run could not be archived for two hours. Nothing is lost: its hot copy is kept alive and ' +
        'the archive tried again every hour. Open the execution in the Step Functions console: the state that failed ' +
        'carries the cause.',
      periods: 2,
    });
  }
}
