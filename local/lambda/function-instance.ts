import { appendFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Json } from '../json.ts';
import { died, maximumPayloadBytes, responseTooLarge, runtimeEnded, timedOut } from './function-error.ts';
import type { FunctionError, Invocation, WorkerReply, WorkerSettings } from './worker-messages.ts';

export type InvocationResult =
  | { readonly kind: 'succeeded'; readonly payload: Json }
  | { readonly kind: 'failed'; readonly error: FunctionError };

export interface InstanceSettings extends WorkerSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/** Loading a bundle does not count against the function's own timeout, but has to end too. */
const loadTimeoutSeconds = 30;

interface Pending {
  readonly invocation: Invocation;
  readonly settle: (result: InvocationResult) => void;
  timer: NodeJS.Timeout | null;
}

/** One warm worker thread of a function. Takes one invocation at a time; once `usable` is false it is to be dropped. */
export class FunctionInstance {
  readonly #settings: InstanceSettings;
  readonly #worker: Worker;
  #pending: Pending | null = null;
  #ready = false;
  #usable = true;
  #lastError = 'the worker exited';

  constructor(settings: InstanceSettings) {
    this.#settings = settings;
    const { environment, timeoutSeconds: _, ...workerSettings } = settings;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name: settings.functionName,
      env: { ...environment },
      workerData: workerSettings,
      // Of Node's options, the one that a template may want and a thread can have.
      execArgv: environment['NODE_OPTIONS']?.includes('--enable-source-maps') ? ['--enable-source-maps'] : [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: settings.memoryMegabytes },
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (reply: WorkerReply) => this.#receive(reply));
    this.#worker.on('error', (error) => {
      this.#lastError = String(error);
      appendFileSync(settings.logPath, `${new Date().toISOString()} ${messageWithStack(error)}\n`);
    });
    this.#worker.on('exit', () => this.#exited());
  }

  get usable(): boolean {
    return this.#usable;
  }

  /** Must not be called while another invocation runs here. */
  invoke(requestId: string, event: Json): Promise<InvocationResult> {
    return new Promise((settle) => {
      const deadline = Date.now() + this.#settings.timeoutSeconds * 1000;
      this.#pending = { invocation: { requestId, event, deadline }, settle, timer: null };
      if (this.#ready) this.#send();
      else this.#limit(loadTimeoutSeconds);
    });
  }

  async end(): Promise<void> {
    this.#usable = false;
    this.#finish({ kind: 'failed', error: runtimeEnded() });
    await this.#worker.terminate();
  }

  #send(): void {
    const pending = this.#pending;
    if (pending === null) return;
    const { timeoutSeconds } = this.#settings;
    this.#limit(timeoutSeconds);
    const deadline = Date.now() + timeoutSeconds * 1000;
    try {
      this.#worker.postMessage({ ...pending.invocation, deadline } satisfies Invocation);
    } catch (thrown) {
      // Something that no structured clone can carry; the worker never saw it.
      const errorMessage = thrown instanceof Error ? thrown.message : String(thrown);
      this.#finish({ kind: 'failed', error: { errorType: 'InvalidRequestContentException', errorMessage } });
    }
  }

  #limit(seconds: number): void {
    const pending = this.#pending;
    if (pending === null) return;
    if (pending.timer !== null) clearTimeout(pending.timer);
    pending.timer = setTimeout(() => {
      this.#usable = false;
      void this.#worker.terminate();
      this.#finish({ kind: 'failed', error: timedOut(pending.invocation.requestId, seconds) });
    }, seconds * 1000);
  }

  #receive(reply: WorkerReply): void {
    if (reply.kind === 'ready') {
      this.#ready = true;
      this.#send();
    } else if (reply.kind === 'unusable') {
      this.#usable = false;
      this.#finish({ kind: 'failed', error: reply.error });
      void this.#worker.terminate();
    } else if (reply.requestId === this.#pending?.invocation.requestId) {
      this.#finish(resultOf(reply));
    }
  }

  #exited(): void {
    this.#usable = false;
    const requestId = this.#pending?.invocation.requestId ?? '';
    this.#finish({ kind: 'failed', error: died(requestId, this.#lastError) });
  }

  #finish(result: InvocationResult): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    if (pending.timer !== null) clearTimeout(pending.timer);
    pending.settle(result);
  }
}

function resultOf(reply: Extract<WorkerReply, { requestId: string }>): InvocationResult {
  if (reply.kind === 'failed') return { kind: 'failed', error: reply.error };
  const bytes = Buffer.byteLength(reply.payload);
  if (bytes > maximumPayloadBytes) return { kind: 'failed', error: responseTooLarge(bytes) };
  return { kind: 'succeeded', payload: JSON.parse(reply.payload) };
}

function messageWithStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
