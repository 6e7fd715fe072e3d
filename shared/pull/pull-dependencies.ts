import type { Delivery } from '../api/runner-work.ts';
import type { ChunkLimits } from '../chunks/chunk.ts';
import type { ChunkQueue } from '../chunks/chunk-message.ts';
import type { CallSink, HttpClient } from '../connector/http-client.ts';
import type { Redactor } from '../connector/redactor.ts';
import type { FindConnector } from '../integrations/integration-dependencies.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import type { Objects } from '../objects/objects.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { TakeOverDependencies } from './take-over.ts';

export interface PullDependencies extends TakeOverDependencies {
  readonly integrations: IntegrationStore;
  readonly runs: RunStore;
  readonly secretBox: SecretBox;
  readonly findConnector: FindConnector;
  /** The connector's way out: each call goes, redacted, to `onCall`. */
  readonly createHttp: (options: {
    redact: Redactor;
    onCall: CallSink;
    signal: AbortSignal;
    remainingMs: () => number;
  }) => HttpClient;
  /** What a runner has read, where it is not read here. */
  readonly delivery?: Delivery;
  readonly queue: ChunkQueue;
  readonly payloads: Objects;
  readonly workflow: Workflow;
  readonly limits: ChunkLimits;
  readonly now: () => number;
}
