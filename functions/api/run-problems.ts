import type { startRun } from '../../shared/runs/start-run.ts';
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
  }
}

const remedyFor = (status: string): string =>
  status === 'DISABLED'
    ? 'Switch it on with PATCH {"disabled": false}.'
    : 'Put the settings right with PATCH, or test them with POST …/test: a passed test makes it active.';

export const runNotFound = (runId: string): ApiProblem =>
  new ApiProblem('run-not-found', `There is no run "${runId}"; GET /v1/runs lists those that are kept.`);
