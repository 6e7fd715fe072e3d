import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { type ProblemName, problemType, problemTypes } from '../../shared/api/problem.ts';

/** Ends the request with this problem. */
export class RunnerProblem extends Error {
  override readonly name = 'RunnerProblem';
  readonly problem: ProblemName;

  constructor(problem: ProblemName, detail: string) {
    super(detail);
    this.problem = problem;
  }
}

/** The same whatever is wrong with a token: who tries some learns nothing. */
export const unauthenticated = (): RunnerProblem =>
  new RunnerProblem('unauthenticated', 'Show the token of a runner that is not revoked: Authorization: Bearer slr_….');

export const overtaken = (): RunnerProblem => new RunnerProblem('work-overtaken', 'Drop this work, and ask for other.');

/** Four megabytes of text that says the same over and over are gigabytes; no page is as long as this. */
const mostBytes = 192 * 1024 * 1024;
const unzip = promisify(gunzip);

/** The body, gzipped JSON, as its schema gives it. */
export async function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  { body = '', isBase64Encoded }: APIGatewayProxyEventV2,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await readJson(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new RunnerProblem('invalid-body', `The body does not fit. ${problems.slice(0, 10).join('; ')}.`);
}

async function readJson(bytes: Buffer): Promise<unknown> {
  try {
    return JSON.parse((await unzip(bytes, { maxOutputLength: mostBytes })).toString());
  } catch (error) {
    const isLong = error instanceof RangeError;
    if (isLong) throw new RunnerProblem('delivery-too-large', `A delivery has at most ${mostBytes} bytes, unzipped.`);
    throw new RunnerProblem('not-json', 'The body is not gzipped JSON.');
  }
}

/** Answers with a body, without one (204), or with the problem that was thrown. What nobody expected fails the function. */
export async function answer(make: () => Promise<object | undefined>): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const body = await make();
    if (body === undefined) return { statusCode: 204 };
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  } catch (error) {
    if (!(error instanceof RunnerProblem)) throw error;
    const [status, title] = problemTypes[error.problem];
    const body = { type: problemType(error.problem), title, status, detail: error.message };
    const headers = { 'content-type': 'application/problem+json' };
    return { statusCode: status, headers, body: JSON.stringify(body) };
  }
}
