import type { CancelRunResult } from '../../shared/control/cancel-run.ts';
import type { RetriggerResult } from '../../shared/control/retrigger-run.ts';
import type { startRun } from '../../shared/control/start-run.ts';
import { integrationNotFound } from './integration-problems.ts';
import { ApiProblem } from './problem.ts';

type StartRefusal = Exclude<Awaited<ReturnType<typeof startRun>>, { kind: 'started' }>;

/** What the caller is told where a run could not be started. */
export function problemOfStart(refusal: StartRefusal, integrationId: string): ApiProblem {
  switch (refusal.kind) {
    case 'not-found':
      return integrationNotFound(integrationId);
    case 'busy':
      return new ApiProblem(
        'run-in-progress',
        `Run ${refusal.runId} is working on the stream "${refusal.stream}"; wait for its end.`,
        { runId: refusal.runId },
      );
    case 'not-active':
      return new ApiProblem(
        'integration-not-active',
        `The integration is ${refusal.status}${refusal.reason === null ? '' : `: ${refusal.reason}`} ${remedyFor(refusal.status)}`,
      );
    case 'unknown-stream':
      return new ApiProblem(
        'unknown-stream',
        `There is no stream "${refusal.stream}". Known are: ${refusal.known.join(', ')}.`,
        { known: [...refusal.known] },
      );
    case 'mode-not-offered':
      return new ApiProblem(
        'mode-not-offered',
        `The stream "${refusal.stream}" does not offer runs of type "${refusal.mode}"; choose the other type, or other streams.`,
      );
    case 'not-offered':
      return new ApiProblem(
        'not-offered',
        `Single records of "${refusal.stream}" cannot be asked for; start a run of the whole stream. Where the connector ` +
          'can by now, save the settings once more.',
      );
    case 'key-reused':
    case 'under-way':
      return problemOfKey(refusal.kind);
  }
}

/** What the caller is told where an idempotency key stands in the way. */
export const problemOfKey = (kind: 'key-reused' | 'under-way'): ApiProblem =>
  kind === 'key-reused'
    ? new ApiProblem(
        'idempotency-key-reused',
        'This idempotency key was used for another request within the last 24 hours; choose a new one for a new request.',
      )
    : new ApiProblem('request-in-progress', 'The same request is being dealt with; send it again in a moment.');

/** What the caller is told where a run could not be cancelled. */
export function problemOfCancel(refusal: Exclude<CancelRunResult, { kind: 'cancelling' }>, runId: string): ApiProblem {
  switch (refusal.kind) {
    case 'not-found':
      return runNotFound(runId);
    case 'ended': {
      const { progress, result } = refusal.run;
      return new ApiProblem(
        'run-ended',
        `The run is ${progress} since ${result?.endedAt}; there is nothing to cancel.`,
        {
          runId,
        },
      );
    }
    case 'not-cancellable':
      return new ApiProblem(
        'not-cancellable',
        `Runs of the connector ${refusal.connector} cannot be cancelled: its source has to be read to the end once it is ` +
          'begun. Wait for the end of the run.',
      );
    case 'key-reused':
    case 'under-way':
      return problemOfKey(refusal.kind);
  }
}

/** What the caller is told where a run could not be done again. */
export function problemOfRetrigger(refusal: Exclude<RetriggerResult, { kind: 'started' }>, runId: string): ApiProblem {
  switch (refusal.kind) {
    case 'run-not-found':
      return runNotFound(runId);
    case 'integration-not-found':
      return integrationNotFound(refusal.integrationId);
    case 'not-ended':
      return new ApiProblem('run-not-ended', 'The run is still going; wait for its end, or cancel it.', { runId });
    case 'nothing-to-retry':
      return new ApiProblem('nothing-to-retry', refusal.reason);
    default:
      return problemOfStart(refusal, '');
  }
}

const remedyFor = (status: string): string =>
  status === 'DISABLED'
    ? 'Switch it on with PATCH {"disabled": false}.'
    : 'Put the settings right with PATCH, or test them with POST …/test: a passed test makes it active.';

export const runNotFound = (runId: string): ApiProblem =>
  new ApiProblem('run-not-found', `There is no run "${runId}"; GET /v1/runs lists those that are kept.`);
