import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from '../../shared/api/problem.ts';
import { ApiProblem } from './problem.ts';
import { isUnreadablePart, problemOfPart } from './unreadable-part.ts';

/** Any error as problem+json. What is not expected is logged under the request's id and told to nobody. */
export function answerError(error: unknown, requestId: string): APIGatewayProxyStructuredResultV2 {
  const known = error instanceof ApiProblem ? error : (problemOfArchive(error) ?? problemOfMiddleware(error));
  if (known) return respond(known.toBody());
  console.error(
    JSON.stringify({
      level: 'ERROR',
      requestId,
      ...(error instanceof Error && { error: error.name, stack: error.stack }),
    }),
  );
  const problem = new ApiProblem('internal-error', 'Try again; if it stays, look for the request id in the logs.');
  return respond({ ...problem.toBody(), instance: requestId });
}

const problemOfArchive = (error: unknown) => (isUnreadablePart(error) ? problemOfPart(error) : undefined);

/** The body parser refuses with HTTP errors of its own. */
function problemOfMiddleware(error: unknown): ApiProblem | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  if (error.statusCode === 415) {
    return new ApiProblem('not-json-type', 'Send the body as JSON, with the header "content-type: application/json".');
  }
  if (error.statusCode === 422) {
    const { message } = (error.cause ?? {}) as { message?: unknown };
    const reason = typeof message === 'string' ? message : error.message;
    return new ApiProblem('not-json', `The body cannot be read as JSON: ${withoutExcerpt(reason)}.`);
  }
  return undefined;
}

/** V8 quotes the text around the fault, which may hold a secret: only the fault and its position are passed on. */
function withoutExcerpt(reason: string): string {
  return reason.replace(/,? ?\.{0,3}"[\s\S]*$/, '').trim() || 'it is malformed';
}

function respond(problem: Problem): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}
