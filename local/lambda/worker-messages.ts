import type { Json } from '../json.ts';

/** What a worker is started with. */
export interface WorkerSettings {
  /** Absolute path of the bundle. */
  readonly modulePath: string;
  readonly handlerName: string;
  readonly logPath: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
}

export interface Invocation {
  readonly requestId: string;
  readonly event: Json;
  /** Epoch milliseconds at which the worker is ended. */
  readonly deadline: number;
}

/** As Lambda reports an error to whoever invoked the function. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: string[];
}

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly error: FunctionError }
  /** `payload` is JSON text: what cannot be said in JSON does not leave a Lambda either. */
  | { readonly kind: 'succeeded'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'failed'; readonly requestId: string; readonly error: FunctionError };
