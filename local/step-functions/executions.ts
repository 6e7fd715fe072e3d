import { randomUUID } from 'node:crypto';
import { isJsonObject, type Json } from '../json.ts';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import { AwsError } from '../wire/aws-error.ts';
import { type Ending, endingOf, interrupted } from './execution-ending.ts';
import { type ExecutionRecord, ended, nameSchema, newRecord } from './execution-record.ts';
import type { ExecutionStore } from './execution-store.ts';
import { History } from './history.ts';
import type { StateMachine } from './state-machine.ts';
import type { TaskTokens } from './task-tokens.ts';

/** Told of every change of an execution's status; resolves once every rule that matches has done its work. */
export type StatusListener = (record: ExecutionRecord) => Promise<void>;

interface Open {
  record: ExecutionRecord;
  readonly history: History;
  /** Null for what an earlier process left behind. */
  readonly controller: AbortController | null;
  /** Resolves once the first record is on disk. */
  readonly saved: Promise<void>;
}

/** Starts, ends and remembers executions. */
export class Executions {
  readonly #store: ExecutionStore;
  readonly #tokens: TaskTokens;
  readonly #onStatus: StatusListener;
  readonly #log: Log;
  readonly #open = new Map<string, Open>();

  constructor(store: ExecutionStore, tokens: TaskTokens, onStatus: StatusListener, log: Log) {
    this.#store = store;
    this.#tokens = tokens;
    this.#onStatus = onStatus;
    this.#log = log;
  }

  /** Ends what the last process left running, and tells the rules about every end that they may not have heard of. */
  async recover(): Promise<void> {
    for (const record of await this.#store.recover()) {
      const open = { record, history: new History(), controller: null, saved: Promise.resolve() };
      this.#open.set(record.executionArn, open);
      if (record.status === 'RUNNING') await this.#end(open, interrupted);
      else void this.#announceEnd(open);
    }
  }

  /**
   * Starts an execution, durably: once this resolves, not even a killed process loses it. The same name with the same
   * input answers with the execution that already runs. Throws AwsError ExecutionAlreadyExists for any other reuse.
   */
  async start(machine: StateMachine, name: string | undefined, input: string): Promise<ExecutionRecord> {
    const record = newRecord(machine, name ?? randomUUID(), input);
    const existing = this.#open.get(record.executionArn);
    if (existing !== undefined) return sameExecution(existing, input);
    const controller = new AbortController();
    const saved = this.#claim(record);
    const open: Open = { record, history: new History(), controller, saved };
    this.#open.set(record.executionArn, open);
    try {
      await saved;
    } catch (thrown) {
      this.#open.delete(record.executionArn);
      throw thrown;
    }
    if (open.record.status === 'RUNNING' && this.#open.get(record.executionArn) === open) {
      this.#publish(record);
      void this.#run(machine, open, JSON.parse(input), controller);
    }
    return record;
  }

  async find(executionArn: string): Promise<ExecutionRecord> {
    const open = this.#open.get(executionArn);
    if (open !== undefined) return open.record;
    const [machineName = '', name = ''] = executionArn.split(':').slice(6);
    const record =
      nameSchema.test(machineName) && nameSchema.test(name) ? await this.#store.findEnded({ machineName, name }) : null;
    if (record === null) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return record;
  }

  /** Newest first. */
  async list(stateMachineArn: string): Promise<ExecutionRecord[]> {
    const records = new Map((await this.#store.all()).map((record) => [record.executionArn, record]));
    for (const [executionArn, { record }] of this.#open) records.set(executionArn, record);
    return [...records.values()]
      .filter((record) => record.stateMachineArn === stateMachineArn)
      .sort((left, right) => right.startedAt - left.startedAt);
  }

  /** Oldest first. */
  async history(executionArn: string): Promise<ExecutionRecord['history']> {
    const open = this.#open.get(executionArn);
    return open !== undefined && open.record.status === 'RUNNING'
      ? open.history.events
      : (await this.find(executionArn)).history;
  }

  /** No effect on one that has ended. */
  async stop(executionArn: string, error: string | null, cause: string | null): Promise<ExecutionRecord> {
    const open = this.#open.get(executionArn);
    if (open === undefined) return this.find(executionArn);
    await open.saved;
    await this.#end(open, { status: 'ABORTED', error, cause });
    return open.record;
  }

  /** Lets go of everything that runs, without ending it: the next start finds it and does. */
  abandon(): void {
    for (const open of this.#open.values()) {
      if (open.controller !== null) {
        this.#tokens.forget(open.controller.signal);
        open.controller.abort();
      }
    }
    this.#open.clear();
  }

  async #claim(record: ExecutionRecord): Promise<void> {
    if ((await this.#store.findEnded(record)) !== null) throw alreadyExists(record.executionArn);
    await this.#store.saveOpen(record);
  }

  async #run(machine: StateMachine, open: Open, input: Json, controller: AbortController): Promise<void> {
    const { executionArn, name } = open.record;
    const { result, eventLogs, abort } = machine.run(input, { executionArn, name, signal: controller.signal });
    controller.signal.addEventListener('abort', abort, { once: true });
    const logged = collect(eventLogs, open.history);
    const ending = await result.then(
      (output): Ending => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
      endingOf,
    );
    await logged;
    if (!controller.signal.aborted) await this.#end(open, ending);
  }

  /** Saved before anybody hears of it; only the first ending counts. */
  async #end(open: Open, ending: Ending): Promise<void> {
    if (open.record.status !== 'RUNNING' || this.#open.get(open.record.executionArn) !== open) return;
    open.record = { ...ended(open.record, ending, Date.now()), history: open.history.events };
    if (open.controller !== null) {
      this.#tokens.forget(open.controller.signal);
      open.controller.abort();
    }
    await this.#store.saveOpen(open.record);
    void this.#announceEnd(open);
  }

  /** A rule that could not be served keeps the record open, so that the next start tries again. */
  async #announceEnd(open: Open): Promise<void> {
    const { executionArn } = open.record;
    try {
      await this.#onStatus(open.record);
      if (this.#open.get(executionArn) !== open) return;
      await this.#store.close(open.record);
      this.#open.delete(executionArn);
    } catch (thrown) {
      this.#log(`The end of ${executionArn} is not dealt with yet: ${messageOf(thrown)}`);
    }
  }

  #publish(record: ExecutionRecord): void {
    this.#onStatus(record).catch((thrown: unknown) => this.#log(messageOf(thrown)));
  }
}

async function sameExecution({ record, saved }: Open, input: string): Promise<ExecutionRecord> {
  await saved;
  if (record.status === 'RUNNING' && record.input === input) return record;
  throw alreadyExists(record.executionArn);
}

function alreadyExists(executionArn: string): AwsError {
  return new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
}

async function collect(events: AsyncIterable<unknown>, history: History): Promise<void> {
  for await (const event of events) if (isJsonObject(event)) history.add(event);
}
