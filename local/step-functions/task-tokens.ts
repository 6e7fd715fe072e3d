import { randomBytes } from 'node:crypto';
import { isJsonObject, type Json } from '../json.ts';
import { AwsError } from '../wire/aws-error.ts';
import { StateError } from './state-error.ts';

interface Waiting {
  readonly resolve: (output: Json) => void;
  readonly reject: (error: StateError) => void;
  readonly heartbeat: () => void;
  readonly owner: object;
}

/**
 * Task tokens of this process. A token is minted when a state's Parameters read it, waited for by that state, and
 * spent by the first SendTask… call. They do not outlive the process, as the executions do not either.
 */
export class TaskTokens {
  readonly #minted = new Map<string, object>();
  readonly #waiting = new Map<string, Waiting>();

  /** `owner` is the execution that the token belongs to. */
  mint(owner: object): string {
    const token = randomBytes(48).toString('base64url');
    this.#minted.set(token, owner);
    return token;
  }

  /** The token that was minted for this input; null where the Parameters do not pass one on. */
  find(input: Json): string | null {
    if (typeof input === 'string') return this.#minted.has(input) ? input : null;
    const values = Array.isArray(input) ? input : isJsonObject(input) ? Object.values(input) : [];
    for (const value of values) {
      const token = this.find(value);
      if (token !== null) return token;
    }
    return null;
  }

  /** Resolves or rejects as the token's holder says. Gives up after either limit, in seconds. */
  wait(token: string, timeoutSeconds: number | null, heartbeatSeconds: number | null): Promise<Json> {
    const owner = this.#minted.get(token);
    if (owner === undefined)
      return Promise.reject(new StateError('States.Runtime', 'The task token is unknown', false));
    this.#minted.delete(token);
    const timers: NodeJS.Timeout[] = [];
    return new Promise<Json>((resolve, reject) => {
      // The library itself fails the state at the time-out; this only makes the token void by then.
      if (timeoutSeconds !== null) timers.push(setTimeout(() => this.#waiting.delete(token), timeoutSeconds * 1000));
      let silence: NodeJS.Timeout | undefined;
      const heartbeat = (): void => {
        clearTimeout(silence);
        if (heartbeatSeconds === null) return;
        silence = setTimeout(() => reject(heartbeatMissed(heartbeatSeconds)), heartbeatSeconds * 1000);
        timers.push(silence);
      };
      heartbeat();
      this.#waiting.set(token, { resolve, reject, heartbeat, owner });
    }).finally(() => {
      this.#waiting.delete(token);
      for (const timer of timers) clearTimeout(timer);
    });
  }

  succeed(token: string, output: Json): void {
    this.#take(token).resolve(output);
  }

  fail(token: string, error: string, cause: string): void {
    this.#take(token).reject(new StateError(error, cause));
  }

  heartbeat(token: string): void {
    this.#get(token).heartbeat();
  }

  /** Makes every token of an execution void, once it has ended. */
  forget(owner: object): void {
    for (const [token, minter] of this.#minted) if (minter === owner) this.#minted.delete(token);
    for (const [token, waiting] of this.#waiting) {
      if (waiting.owner === owner) this.discard(token);
    }
  }

  /** Nobody waits for the token any more. */
  discard(token: string): void {
    const waiting = this.#waiting.get(token);
    this.#waiting.delete(token);
    waiting?.reject(new StateError('States.Runtime', 'The task has ended', false));
  }

  #take(token: string): Waiting {
    const waiting = this.#get(token);
    this.#waiting.delete(token);
    return waiting;
  }

  #get(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) return waiting;
    throw new AwsError(
      'TaskTimedOut',
      'Task Timed Out: the task was completed before, has timed out, or its execution has ended',
    );
  }
}

function heartbeatMissed(seconds: number): StateError {
  return new StateError('States.HeartbeatTimeout', `No heartbeat for ${seconds} seconds`);
}
