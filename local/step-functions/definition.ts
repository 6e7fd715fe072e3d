import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeProblem } from '../problem.ts';

/** What a Task state does, as far as the embedded runtime can do it. */
export interface TaskPlan {
  readonly stateName: string;
  /** `plain`: the input is the event. `invoke`: Parameters with FunctionName and Payload, result wrapped. */
  readonly call: 'plain' | 'invoke';
  /** The function's ARN; null where `invoke` takes it from the input. */
  readonly functionReference: string | null;
  readonly waitsForToken: boolean;
  /** Seconds; null for no limit. */
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
}

export interface MachineDefinition {
  /** As aws-local-stepfunctions takes it. */
  readonly asl: JsonObject;
  readonly tasks: readonly TaskPlan[];
}

/** The longest that a timer can wait, 24 days; the library would otherwise give each Task 60 s, AWS gives it no limit. */
const longestTimeoutSeconds = 2_147_483;

const invokeResource = /^arn:[^:]+:states:::lambda:invoke(\.waitForTaskToken)?$/;
const functionArn = /^arn:[^:]+:lambda:/;

/** Reads an Amazon States Language definition. Throws RuntimeProblem for what the embedded runtime cannot do. */
export function readDefinition(machineName: string, text: string): MachineDefinition {
  const asl: unknown = JSON.parse(text);
  if (!isJsonObject(asl)) throw new RuntimeProblem(`The definition of ${machineName} is not a JSON object`);
  if (typeof asl['TimeoutSeconds'] === 'number') asl['TimeoutSeconds'] = seconds(asl['TimeoutSeconds']);
  const tasks: TaskPlan[] = [];
  const names = new Set<string>();
  visitStates(asl, (name, state) => {
    const problem = (what: string): never => {
      throw new RuntimeProblem(`State "${name}" of ${machineName}: ${what}`);
    };
    if (names.has(name)) problem('state names must be unique in the whole state machine');
    names.add(name);
    checkSupported(asl, state, problem);
    if (state['Type'] === 'Task') {
      tasks.push(readTask(name, state, problem));
      state['TimeoutSeconds'] = seconds(state['TimeoutSeconds']) ?? longestTimeoutSeconds;
    }
  });
  return { asl, tasks };
}

function visitStates(machine: JsonObject, visit: (name: string, state: JsonObject) => void): void {
  const states = machine['States'];
  for (const [name, state] of Object.entries(isJsonObject(states) ? states : {})) {
    if (!isJsonObject(state)) continue;
    visit(name, state);
    const branches = state['Branches'];
    const nested = [state['ItemProcessor'], state['Iterator'], ...(Array.isArray(branches) ? branches : [])];
    for (const inner of nested) if (isJsonObject(inner)) visitStates(inner, visit);
  }
}

/** Context paths that hold the same here as in AWS; see `contextOf` in execution.ts. */
const contextPaths =
  /^\$\$\.(Execution\.(Id|Name|Input|StartTime)|StateMachine\.(Id|Name)|Task\.Token|Map\.Item\.(Index|Value))\b/;

function checkSupported(machine: JsonObject, state: JsonObject, problem: (what: string) => never): void {
  if ((state['QueryLanguage'] ?? machine['QueryLanguage'] ?? 'JSONPath') !== 'JSONPath') {
    problem('the embedded runtime knows JSONPath only, no other QueryLanguage');
  }
  const processor = state['ItemProcessor'];
  const config = isJsonObject(processor) ? processor['ProcessorConfig'] : null;
  if (isJsonObject(config) && config['Mode'] === 'DISTRIBUTED') problem('the embedded runtime has no distributed Map');
  for (const field of [
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'ItemReader',
    'ItemBatcher',
    'ResultWriter',
    'Assign',
  ]) {
    if (field in state) problem(`the embedded runtime does not know ${field}`);
  }
  for (const path of contextReferences(state)) {
    if (path !== '$$' && !contextPaths.test(path)) problem(`the embedded runtime does not offer ${path}`);
  }
}

function contextReferences(value: Json): string[] {
  if (typeof value === 'string') return value.startsWith('$$') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(contextReferences);
  if (!isJsonObject(value)) return [];
  // Nested machines are visited on their own.
  return Object.entries(value).flatMap(([key, inner]) => (key === 'States' ? [] : contextReferences(inner)));
}

function readTask(stateName: string, state: JsonObject, problem: (what: string) => never): TaskPlan {
  const resource = String(state['Resource']);
  const limits = {
    timeoutSeconds: seconds(state['TimeoutSeconds']),
    heartbeatSeconds: seconds(state['HeartbeatSeconds']),
  };
  if (functionArn.test(resource)) {
    return { stateName, call: 'plain', functionReference: resource, waitsForToken: false, ...limits };
  }
  const match = invokeResource.exec(resource);
  if (match === null) problem(`the embedded runtime cannot run ${resource}; it runs Lambda functions only`);
  const parameters = state['Parameters'];
  const name = isJsonObject(parameters) ? parameters['FunctionName'] : null;
  return {
    stateName,
    call: 'invoke',
    functionReference: typeof name === 'string' ? name : null,
    waitsForToken: match?.[1] !== undefined,
    ...limits,
  };
}

function seconds(value: Json | undefined): number | null {
  return typeof value === 'number' ? Math.min(value, longestTimeoutSeconds) : null;
}
