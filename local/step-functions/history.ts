import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Enough to see how an execution came where it is; a pull loops thousands of times and AWS itself stops at 25,000. */
const keptEvents = 1000;
/** Data longer than this is cut in the history; the execution's own input and output stay whole. */
const keptCharacters = 8192;

/** The events of one execution in the shape of GetExecutionHistory, oldest first. The first one is always kept. */
export class History {
  readonly events: JsonObject[] = [];
  #lastId = 0;

  /** Takes an event as aws-local-stepfunctions logs it; the ones that AWS does not have are left out. */
  add(logged: JsonObject): void {
    const translated = translate(logged);
    if (translated === null) return;
    const previousEventId = this.#lastId;
    this.#lastId += 1;
    const timestamp = Number(logged['timestamp']) / 1000;
    this.events.push({ timestamp, id: this.#lastId, previousEventId, ...translated });
    if (this.events.length > keptEvents) this.events.splice(1, 1);
  }
}

function translate(logged: JsonObject): JsonObject | null {
  const state = isJsonObject(logged['state']) ? logged['state'] : {};
  const name = state['name'] ?? null;
  const error = { error: logged['Error'] ?? null, cause: text(logged['Cause']) };
  switch (logged['type']) {
    case 'ExecutionStarted':
      return { type: 'ExecutionStarted', executionStartedEventDetails: data('input', logged['input']) };
    case 'ExecutionSucceeded':
      return { type: 'ExecutionSucceeded', executionSucceededEventDetails: data('output', logged['output']) };
    case 'ExecutionFailed':
      return { type: 'ExecutionFailed', executionFailedEventDetails: error };
    case 'ExecutionAborted':
      return { type: 'ExecutionAborted', executionAbortedEventDetails: {} };
    case 'ExecutionTimeout':
      return { type: 'ExecutionTimedOut', executionTimedOutEventDetails: {} };
    case 'StateEntered':
      return {
        type: `${state['type']}StateEntered`,
        stateEnteredEventDetails: { name, ...data('input', state['input']) },
      };
    case 'StateExited':
      return {
        type: `${state['type']}StateExited`,
        stateExitedEventDetails: { name, ...data('output', state['output']) },
      };
    case 'StateFailed':
      return state['type'] === 'Task'
        ? { type: 'TaskFailed', taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', ...error } }
        : null;
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
      return mapIteration(logged);
    default:
      return null;
  }
}

function mapIteration(logged: JsonObject): JsonObject {
  const type = String(logged['type']);
  const parent = isJsonObject(logged['parentState']) ? logged['parentState'] : {};
  const details = { name: parent['name'] ?? null, index: logged['index'] ?? null };
  return { type, [`m${type.slice(1)}EventDetails`]: details };
}

function data(field: 'input' | 'output', value: Json | undefined): JsonObject {
  const whole = json(value);
  const truncated = whole.length > keptCharacters;
  return { [field]: truncated ? whole.slice(0, keptCharacters) : whole, [`${field}Details`]: { truncated } };
}

function json(value: Json | undefined): string {
  return JSON.stringify(value ?? null);
}

function text(value: Json | undefined): string {
  return (typeof value === 'string' ? value : json(value)).slice(0, keptCharacters);
}
