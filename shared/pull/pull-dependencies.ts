import type { ChunkLimits } from '../chunks/chunk.ts';
import type { ChunkQueue } from '../chunks/chunk-message.ts';
import type { CallSink, HttpClient } from '../connector/http-client.ts';
import type { FindConnector } from '../integrations/integration-dependencies.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import type { Objects } from '../objects/objects.ts';
import type { StepStore } from '../steps/step-store.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import type { TrailStore } from '../trail/trail-store.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface PullDependencies {
  readonly integrations: IntegrationStore;
  readonly secretBox: SecretBox;
  readonly findConnector: FindConnector;
  /** The connector's way out: each call goes, with `secrets` redacted, to `onCall`. */
  readonly createHttp: (options: {
    secrets: readonly string[];
    onCall: CallSink;
    signal: AbortSignal;
    remainingMs: () => number;
  }) => HttpClient;
  readonly steps: StepStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
  readonly queue: ChunkQueue;
  readonly payloads: Objects;
  readonly workflow: Workflow;
  readonly limits: ChunkLimits;
  readonly now: () => number;
}
