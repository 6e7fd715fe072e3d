import { type Problem, type ProblemName, problemType, problemTypes } from '../api/problem.ts';
import { mostHookBytes, type ReceiveResult } from './receive-hook.ts';

export interface HookAnswer {
  readonly status: number;
  readonly type: 'application/json' | 'application/problem+json';
  readonly content: unknown;
}

/** What the source is told. Of a hook that was not accepted it may take any status but 2xx to send it again. */
export function answerOfHook(result: ReceiveResult): HookAnswer {
  switch (result.kind) {
    case 'accepted':
      return { status: 202, type: 'application/json', content: { accepted: [...result.streams] } };
    case 'refused':
      return problem('unauthenticated', 'The request is not signed as it should be.');
    case 'too-large':
      return problem(
        'body-too-large',
        `The body has ${result.bytes} bytes, of ${mostHookBytes} at most: send it in parts.`,
      );
    case 'invalid':
      return problem('invalid-body', result.problem);
    case 'not-active': {
      const why = result.reason === null ? '' : `: ${result.reason}`;
      return problem('integration-not-active', `The integration is ${result.status}${why} Send it again later.`);
    }
    case 'unknown-stream':
      return problem(
        'unknown-stream',
        `There is no stream "${result.stream}". Known are: ${result.known.join(', ')}.`,
        { known: [...result.known] },
      );
    case 'not-offered':
      return problem(
        'not-offered',
        `Of "${result.stream}" neither single records nor what changed can be asked for; it is synced in full, by its schedule.`,
      );
  }
}

function problem(name: ProblemName, detail: string, more: Pick<Problem, 'known'> = {}): HookAnswer {
  const [status, title] = problemTypes[name];
  const content: Problem = { type: problemType(name), title, status, detail, ...more };
  return { status, type: 'application/problem+json', content };
}
