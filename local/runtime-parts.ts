import { EventBus } from './event-bridge/event-bus.ts';
import { eventsOperations } from './event-bridge/events-operations.ts';
import { KeyStore } from './kms/key-store.ts';
import { kmsOperations } from './kms/kms-operations.ts';
import { FunctionRegistry } from './lambda/function-registry.ts';
import type { Log } from './runtime-log.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { schedulerOperations } from './scheduler/scheduler-operations.ts';
import { statusChangeDetail } from './step-functions/execution-record.ts';
import { ExecutionStore } from './step-functions/execution-store.ts';
import { Executions } from './step-functions/executions.ts';
import { sfnOperations } from './step-functions/sfn-operations.ts';
import type { StateMachine } from './step-functions/state-machine.ts';
import { TaskTokens } from './step-functions/task-tokens.ts';
import { startAwsJsonServer } from './wire/aws-json-server.ts';

/** What exists before the template is read, and is filled by it. */
export interface Parts {
  readonly functions: FunctionRegistry;
  readonly machines: Map<string, StateMachine>;
  readonly tokens: TaskTokens;
  readonly events: EventBus;
  readonly keys: KeyStore;
  readonly executions: Executions;
  readonly scheduler: Scheduler;
}

export function createParts(dataDirectory: string, log: Log): Parts {
  const events = new EventBus();
  const tokens = new TaskTokens();
  const executions = new Executions(
    new ExecutionStore(dataDirectory),
    tokens,
    async (record) => {
      await events.publish({
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        detail: statusChangeDetail(record),
        resources: [record.executionArn],
        time: record.endedAt ?? record.startedAt,
      });
    },
    log,
  );
  const keys = new KeyStore(dataDirectory);
  const scheduler = new Scheduler(dataDirectory, log);
  return { functions: new FunctionRegistry(), machines: new Map(), tokens, events, keys, executions, scheduler };
}

/** Step Functions, KMS, EventBridge and its Scheduler for everybody who comes through an SDK. */
export function startOwnServices({ machines, executions, tokens, keys, events, scheduler }: Parts, log: Log) {
  return startAwsJsonServer(
    {
      AWSStepFunctions: sfnOperations(machines, executions, tokens),
      TrentService: kmsOperations(keys),
      AWSEvents: eventsOperations(events, log),
    },
    log,
    schedulerOperations(scheduler),
  );
}
