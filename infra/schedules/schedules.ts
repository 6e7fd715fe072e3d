import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import { AppQueue } from '../house/app-queue.ts';
import type { Storage } from '../storage/storage.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface SchedulesProps {
  readonly storage: Storage;
  readonly workflow: Workflow;
}

/** The schedules of all integrations, the queue that they fill when they are due, and the worker that starts the runs. */
export class Schedules extends Construct {
  private readonly group: CfnScheduleGroup;
  private readonly queue: AppQueue;
  private readonly role: Role;

  constructor(scope: Construct, id: string, { storage, workflow }: SchedulesProps) {
    super(scope, id);

    const startScheduledRun = new AppFunction(this, 'StartScheduledRun', {
      entry: 'functions/schedules/start-scheduled-run.ts',
      description: 'Starts the runs that are due',
      // A dozen small requests a run; also how long a key is held by whoever deals with it.
      timeout: Duration.seconds(29),
      memorySize: 512,
    });
    const noteMissedRun = new AppFunction(this, 'NoteMissedRun', {
      entry: 'functions/schedules/note-missed-run.ts',
      description: 'Says on an integration that a run was due and could not be started',
      // One read and one write.
      timeout: Duration.seconds(29),
      memorySize: 512,
    });
    this.queue = new AppQueue(this, 'ScheduledRuns', {
      environmentName: 'scheduledRunsQueueUrl',
      consumer: startScheduledRun,
      // One bad start must not hold up nine good ones for long: they are started at once, and reported one by one.
      batchSize: 10,
      // A thousand starts in five minutes are three a second; one of these does ten in about a second.
      maxConcurrency: 5,
      // One try and three more, three minutes apart: outlives a throttled table or a deployment.
      maxReceiveCount: 4,
      deadLetterConsumer: noteMissedRun,
      impact:
        'runs that were due could not be started, and their integrations do not say so either. See the log of the ' +
        'note-missed-run function; the queue keeps the messages for 14 days.',
    });
    // Deleted with the stack, and all schedules with it.
    this.group = new CfnScheduleGroup(this, 'Group');
    this.role = this.senderRole();

    storage.registry.readAndWrittenBy(startScheduledRun, noteMissedRun);
    storage.trail.readAndWrittenBy(startScheduledRun);
    workflow.syncRun.startedBy(startScheduledRun);
    // What is due for an integration that is gone removes itself.
    this.managedBy(startScheduledRun);
    this.sweep(storage);
  }

  /** Lets functions see, create and remove schedules. */
  managedBy(...functions: readonly AppFunction[]): void {
    const group = this.group.ref;
    for (const fn of functions) {
      fn.knows('scheduleGroup', group);
      fn.knows('scheduledRunsQueueUrl', this.queue.queue.queueUrl);
      fn.knows('scheduleDeadLettersArn', this.queue.deadLetters.queueArn);
      fn.knows('schedulerRoleArn', this.role.roleArn);
      fn.mayWithin(
        ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
        this.arnOfSchedules(group),
        `arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/<${this.groupId()}>/*`,
        'Schedules are named after integrations, so only their group is known.',
      );
      fn.mayWithin(['scheduler:ListSchedules'], '*', '*', 'AWS cannot narrow the listing of schedules to a group.');
      fn.role.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [this.role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        }),
      );
    }
  }

  /** As whom EventBridge sends what is due; nobody else's schedules may. */
  private senderRole(): Role {
    const role = new Role(this, 'SenderRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account, 'aws:SourceArn': this.group.attrArn },
        },
      }),
    });
    const { queue, deadLetters } = this.queue;
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn, deadLetters.queueArn] }),
    );
    return role;
  }

  private sweep(storage: Storage): void {
    const sweepSchedules = new AppFunction(this, 'SweepSchedules', {
      entry: 'functions/schedules/sweep-schedules.ts',
      description: 'Compares all schedules with what integrations want',
      // A hundred schedules a request, and about a thousand integrations; mostly nothing differs.
      timeout: Duration.minutes(5),
      memorySize: 512,
    });
    storage.registry.readBy(sweepSchedules);
    storage.registry.indexScannedBy('integrations', sweepSchedules);
    this.managedBy(sweepSchedules);
    new Rule(this, 'SweepSchedulesRule', {
      description: 'Looks for schedules that are not as they should be',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaTarget(sweepSchedules.lambda)],
    });
  }

  private arnOfSchedules(group: string): string {
    return Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${group}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  private groupId(): string {
    return Stack.of(this).getLogicalId(this.group);
  }
}
