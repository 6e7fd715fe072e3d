import type { Edge } from './distribution/edge.ts';
import type { Endpoints } from './emulators/endpoints.ts';
import type { EventBus } from './event-bridge/event-bus.ts';
import type { HttpApiDraft } from './http-api/http-api-draft.ts';
import type { KeyStore } from './kms/key-store.ts';
import type { FunctionRegistry } from './lambda/function-registry.ts';
import type { Log } from './runtime-log.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { StateMachine } from './step-functions/state-machine.ts';
import type { TaskTokens } from './step-functions/task-tokens.ts';
import type { Assembly } from './template/assembly.ts';

/** All that a resource may need to come into being. */
export interface World {
  readonly assembly: Assembly;
  readonly dataDirectory: string;
  readonly endpoints: Endpoints;
  /** Answers for AWS services that the runtime does not offer. */
  readonly fallbackUrl: string;
  /** Where the HTTP API will listen. */
  readonly apiUrl: string;
  readonly functions: FunctionRegistry;
  readonly machines: Map<string, StateMachine>;
  readonly tokens: TaskTokens;
  readonly events: EventBus;
  readonly keys: KeyStore;
  readonly scheduler: Scheduler;
  /** By API id. */
  readonly apis: Map<string, HttpApiDraft>;
  readonly edge: Edge;
  readonly log: Log;
  readonly limits: Limits;
  /** Aborted when the runtime ends. */
  readonly signal: AbortSignal;
}

export interface Limits {
  /** Instances of one function at once. */
  readonly functionConcurrency: number;
  /** The same of a function with so little memory, and so little of a core, that it can only wait for others. */
  readonly waitingFunctionConcurrency: number;
  /** After which a warm instance without work is ended. */
  readonly functionIdleSeconds: number;
  /** Waits before Lambda tries again what an event or a schedule has started. */
  readonly asyncRetryDelaysSeconds: readonly number[];
}
