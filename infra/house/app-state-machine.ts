import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ArnFormat, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../../shared/env/names.ts';
import type { AppFunction } from './app-function.ts';
import { logicalIdOf } from './logical-id.ts';

export interface AppStateMachineProps {
  readonly comment: string;
  /** The variable through which functions learn the state machine's ARN. */
  readonly environmentName: EnvironmentName;
  readonly definition: IChainable;
  /** The functions behind its states. */
  readonly functions: readonly AppFunction[];
}

/** One state machine the way all of ours are: traced, its transitions logged, its executions named by who starts them. */
export class AppStateMachine extends Construct {
  readonly machine: StateMachine;
  private readonly environmentName: EnvironmentName;

  constructor(scope: Construct, id: string, props: AppStateMachineProps) {
    super(scope, id);
    this.environmentName = props.environmentName;
    this.machine = new StateMachine(this, 'Machine', {
      comment: props.comment,
      definitionBody: DefinitionBody.fromChainable(props.definition),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // Inputs hold task tokens, with which anybody who may complete tasks could end a wait.
        includeExecutionData: false,
      },
    });
    this.acknowledgeWildcards(props.functions);
  }

  startedBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) {
      fn.knows(this.environmentName, this.machine.stateMachineArn);
      fn.may(['states:StartExecution'], [this.machine.stateMachineArn]);
    }
  }

  stoppedBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) this.allowOnExecutions(fn, ['states:StopExecution']);
  }

  watchedBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) this.allowOnExecutions(fn, ['states:DescribeExecution']);
  }

  private allowOnExecutions(fn: AppFunction, actions: readonly string[]): void {
    fn.knows(this.environmentName, this.machine.stateMachineArn);
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.machine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const name = `<${logicalIdOf(this.machine)}.Name>`;
    const finding = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*`;
    fn.mayWithin(actions, executions, finding, 'An execution is named after its run, so only the machine is known.');
  }

  private acknowledgeWildcards(functions: readonly AppFunction[]): void {
    for (const { lambda } of functions) {
      Validations.of(this.machine.role).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::<${logicalIdOf(lambda)}.Arn>:*]`,
        reason: 'A Lambda state is granted the versions of its function along with the function.',
      });
    }
    Validations.of(this.machine.role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray and the delivery of logs know no resources to narrow their actions to.',
    });
  }
}
