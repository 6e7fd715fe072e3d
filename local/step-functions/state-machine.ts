import { StateMachine as Interpreter, type RunOptions, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { FunctionRegistry } from '../lambda/function-registry.ts';
import { messageOf, RuntimeProblem } from '../problem.ts';
import { readDefinition, type TaskPlan } from './definition.ts';
import { dataLimitExceeded, functionFailed, StateError } from './state-error.ts';
import type { TaskTokens } from './task-tokens.ts';

/** Step Functions' limit for what goes into or comes out of a state. */
export const maximumDataBytes = 256 * 1024;

export interface ExecutionContext {
  readonly executionArn: string;
  readonly name: string;
  readonly signal: AbortSignal;
}

/** A state machine whose Task states invoke functions of the registry. */
export class StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly #interpreter: Interpreter;
  readonly #tasks: readonly TaskPlan[];
  readonly #functions: FunctionRegistry;
  readonly #tokens: TaskTokens;

  /** Throws RuntimeProblem where the definition is wrong or the embedded runtime cannot run it. */
  constructor(name: string, arn: string, definition: string, functions: FunctionRegistry, tokens: TaskTokens) {
    this.name = name;
    this.arn = arn;
    this.#functions = functions;
    this.#tokens = tokens;
    const { asl, tasks } = readDefinition(name, definition);
    for (const { functionReference, stateName } of tasks) {
      if (functionReference !== null) functions.get(functionReference, `State "${stateName}" of ${name}`);
    }
    this.#tasks = tasks;
    try {
      // Checked by its validator, which is where the type is earned; ARNs of another partition are none of its business.
      this.#interpreter = new Interpreter(asl as unknown as StateMachineDefinition, {
        validationOptions: { checkArn: false },
      });
    } catch (thrown) {
      throw new RuntimeProblem(`${name}: ${messageOf(thrown)}`, { cause: thrown });
    }
  }

  run(input: Json, context: ExecutionContext): ReturnType<Interpreter['run']> {
    const handlers = this.#tasks.map((task) => [
      task.stateName,
      (taskInput: Json) => this.#runTask(task, taskInput, context),
    ]);
    const options: RunOptions = {
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: this.#contextObject(context),
    };
    return this.#interpreter.run(input, options);
  }

  /** The library copies the object but not what is inside, so each reading of Task.Token mints a token of its own. */
  #contextObject(context: ExecutionContext): NonNullable<RunOptions['context']> {
    const tokens = this.#tokens;
    return {
      Execution: { Id: context.executionArn, Name: context.name },
      StateMachine: { Id: this.arn, Name: this.name },
      Task: {
        get Token() {
          return tokens.mint(context.signal);
        },
      },
    };
  }

  async #runTask(task: TaskPlan, input: Json, { signal }: ExecutionContext): Promise<Json> {
    // After an abort the library still walks through pending retries; nothing must run then.
    if (signal.aborted) throw new StateError('States.Runtime', 'The execution has ended', false);
    const result = await (task.waitsForToken ? this.#waitForToken(task, input) : this.#invoke(task, input));
    if (Buffer.byteLength(JSON.stringify(result)) > maximumDataBytes) throw dataLimitExceeded(task.stateName);
    return result;
  }

  async #waitForToken(task: TaskPlan, input: Json): Promise<Json> {
    // Waited for before the function runs: it may complete the token before it returns.
    const token = this.#tokens.find(input);
    const completed =
      token === null
        ? new Promise<never>(() => {})
        : this.#tokens.wait(token, task.timeoutSeconds, task.heartbeatSeconds);
    const failed = this.#invoke(task, input).then(() => new Promise<never>(() => {}));
    try {
      return await Promise.race([completed, failed]);
    } finally {
      if (token !== null) this.#tokens.discard(token);
    }
  }

  async #invoke(task: TaskPlan, input: Json): Promise<Json> {
    if (task.call === 'plain') return this.#invokeFunction(task, task.functionReference ?? '', input);
    const { FunctionName, Payload = {}, InvocationType = 'RequestResponse' } = parametersOf(input);
    const call = this.#invokeFunction(task, String(FunctionName), Payload);
    if (InvocationType === 'Event') {
      call.catch(() => {});
      return { StatusCode: 202, Payload: {} };
    }
    return { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: await call };
  }

  async #invokeFunction(task: TaskPlan, reference: string, event: Json): Promise<Json> {
    const lambda = this.#functions.find(reference);
    if (lambda === null) {
      throw new StateError('Lambda.ResourceNotFoundException', `State "${task.stateName}": no function ${reference}`);
    }
    const result = await lambda.invoke(event);
    if (result.kind === 'failed') throw functionFailed(result.error);
    return result.payload;
  }
}

function parametersOf(input: Json): JsonObject {
  return isJsonObject(input) ? input : {};
}
