import { randomUUID } from 'node:crypto';
import type { Json } from '../json.ts';
import type { Log } from '../runtime-log.ts';
import { runtimeEnded } from './function-error.ts';
import { FunctionInstance, type InstanceSettings, type InvocationResult } from './function-instance.ts';

export interface FunctionSettings extends InstanceSettings {
  /** How many instances may run at once; further invocations wait for their turn. */
  readonly concurrency: number;
  /** An instance without work is ended after this time. */
  readonly idleSeconds: number;
}

interface Waiting {
  readonly event: Json;
  readonly settle: (result: InvocationResult) => void;
}

/** A deployed function: warm instances up to its concurrency, and a queue for what comes while all are busy. */
export class LambdaFunction {
  readonly settings: FunctionSettings;
  readonly #log: Log;
  /** The one used last is taken first, so that the others can idle out. */
  readonly #idle: { instance: FunctionInstance; timer: NodeJS.Timeout }[] = [];
  readonly #all = new Set<FunctionInstance>();
  readonly #waiting: Waiting[] = [];
  #ended = false;

  constructor(settings: FunctionSettings, log: Log) {
    this.settings = settings;
    this.#log = log;
  }

  /** Never rejects: a function that fails, dies or times out is a `failed` result with AWS's error type. */
  invoke(event: Json): Promise<InvocationResult> {
    if (this.#ended) return Promise.resolve({ kind: 'failed', error: runtimeEnded() });
    return new Promise((settle) => {
      this.#waiting.push({ event, settle });
      this.#work();
    });
  }

  /** Ends every instance, busy or not; what waits or runs gets a `failed` result. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    for (const { settle } of this.#waiting.splice(0)) settle({ kind: 'failed', error: runtimeEnded() });
    await Promise.all([...this.#all].map((instance) => instance.end()));
  }

  #work(): void {
    while (this.#waiting.length > 0) {
      const instance = this.#takeInstance();
      if (instance === null) return;
      const next = this.#waiting.shift();
      if (next !== undefined) void this.#run(instance, next);
    }
  }

  async #run(instance: FunctionInstance, { event, settle }: Waiting): Promise<void> {
    const requestId = randomUUID();
    const result = await instance.invoke(requestId, event);
    if (result.kind === 'failed') {
      const { errorType, errorMessage } = result.error;
      this.#log(`${this.settings.functionName} ${requestId} failed: ${errorType}: ${errorMessage}`);
    }
    if (!this.#ended) this.#giveBack(instance);
    settle(result);
    this.#work();
  }

  #takeInstance(): FunctionInstance | null {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.instance.usable) return idle.instance;
      this.#all.delete(idle.instance);
    }
    if (this.#all.size >= this.settings.concurrency) return null;
    const instance = new FunctionInstance(this.settings);
    this.#all.add(instance);
    return instance;
  }

  #giveBack(instance: FunctionInstance): void {
    if (!instance.usable) {
      this.#all.delete(instance);
      return;
    }
    const timer = setTimeout(() => this.#drop(instance), this.settings.idleSeconds * 1000);
    timer.unref();
    this.#idle.push({ instance, timer });
  }

  #drop(instance: FunctionInstance): void {
    const index = this.#idle.findIndex((idle) => idle.instance === instance);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#all.delete(instance);
    void instance.end();
  }
}
