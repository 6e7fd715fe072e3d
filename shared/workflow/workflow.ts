/** Input of the state machine SyncRun, and of its first and last state. */
export interface RunInput {
  readonly org: string;
  readonly runId: string;
}

/** Input of every state of one stream. */
export interface StepInput extends RunInput {
  readonly stream: string;
}

/** `UNKNOWN` where there never was an execution for this run. */
export type ExecutionStatus =
  | { readonly kind: 'RUNNING' }
  | { readonly kind: 'UNKNOWN' }
  | { readonly kind: 'ENDED'; readonly aborted: boolean; readonly reason: string };

/** Input of the state machine ArchiveRun. */
export interface ArchiveInput extends RunInput {
  readonly steps: readonly StepInput[];
}

/** The executions of ArchiveRun, named by run id and attempt. */
export interface ArchiveWorkflow {
  /** Starting the same attempt again changes nothing. */
  start(run: RunInput & { readonly streams: readonly string[] }, attempt: number): Promise<void>;
  status(run: RunInput, attempt: number): Promise<ExecutionStatus>;
}

/** The executions of SyncRun, named by run id. */
export interface Workflow {
  /** Starting the same run again changes nothing. */
  start(input: RunInput): Promise<void>;
  status(runId: string): Promise<ExecutionStatus>;
  /** Ends an execution wherever it is, without its last state; one that is over is no error. */
  stop(runId: string, cause: string): Promise<void>;
  /** Lets the execution that waits with this token go on; one that no longer waits is no error. */
  succeed(taskToken: string): Promise<void>;
}
