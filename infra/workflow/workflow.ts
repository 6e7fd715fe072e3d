import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppFunction } from '../house/app-function.ts';
import { AppStateMachine } from '../house/app-state-machine.ts';
import { ImpactAlarm } from '../house/impact-alarm.ts';
import { type CloseRunsAccess, letCloseRuns } from './let-close-runs.ts';
import { syncRunDefinition } from './sync-run-definition.ts';
import { WorkflowFunctions } from './workflow-functions.ts';
import type { WorkflowProps } from './workflow-props.ts';

/** The state machine that takes a run from its start to its end, and the rule that notices when it was stopped. */
export class Workflow extends Construct {
  readonly syncRun: AppStateMachine;

  constructor(scope: Construct, id: string, { storage, secrets, chunks }: WorkflowProps) {
    super(scope, id);

    const functions = new WorkflowFunctions(this, 'Functions', { storage, secrets, chunks });
    this.syncRun = new AppStateMachine(this, 'SyncRun', {
      comment: 'One run of one integration',
      environmentName: 'syncRunStateMachineArn',
      definition: syncRunDefinition(this, functions),
      functions: functions.all,
    });

    // Whichever of them finds that nothing more is to come.
    this.letCompleteWaits(
      this,
      functions.pullPages,
      functions.waitForChunks,
      functions.offerWork,
      chunks.applyChunk,
      chunks.failChunk,
      chunks.outbound.sendChunk,
    );
    this.closeStoppedRuns({ storage, chunks });

    new ImpactAlarm(this, 'FailedRunsAlarm', {
      metric: this.syncRun.machine.metricFailed({ period: Duration.minutes(5) }),
      impact:
        'a run could not close itself; execution-ended has closed it as failed, but its proof of completeness may be ' +
        'missing. Open the execution in the Step Functions console: the state that failed carries the cause.',
      periods: 1,
    });
  }

  /**
   * A policy of its own, not a statement in each function's: the state machine names the functions in its definition,
   * a function is created after its policy, so a policy that names the state machine would close a circle.
   */
  letCompleteWaits(scope: Construct, ...functions: readonly AppFunction[]): void {
    new Policy(scope, 'CompleteWaits', {
      roles: functions.map(({ role }) => role),
      statements: [
        new PolicyStatement({
          actions: ['states:SendTaskSuccess'],
          resources: [this.syncRun.machine.stateMachineArn],
        }),
      ],
    });
  }

  /** An execution that somebody stopped, or that failed or timed out, never reached Close run. */
  private closeStoppedRuns(access: CloseRunsAccess): void {
    const executionEnded = new AppFunction(this, 'ExecutionEnded', {
      entry: 'functions/workflow/execution-ended.ts',
      description: 'Closes a run whose execution was stopped, failed or timed out',
      // As Close run, whose work it does.
      timeout: Duration.minutes(5),
      memorySize: 1769,
    });
    letCloseRuns(access, executionEnded);

    new Rule(this, 'ExecutionEndedRule', {
      description: 'A run of Syncline ended without closing itself',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [this.syncRun.machine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      // No dead-letter queue: a run that this misses is found open, with its execution ended, by the watch.
      targets: [new LambdaTarget(executionEnded.lambda)],
    });
  }
}
