import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as z from 'zod';
import { problemSchema } from '../../shared/api/problem.ts';
import {
  type DeliveryAnswer,
  deliveryAnswerSchema,
  type Work,
  type WorkRequest,
  workSchema,
} from '../../shared/api/runner-work.ts';

/** The token is none, or was revoked: nothing more is to be had. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/** The work belongs to another runner by now, or to nobody. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** Syncline could not be reached, or could not answer; it may the next time. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/** Syncline waits up to 20 s for work, and API Gateway hangs up after 30 s. */
const timeoutMs = 35_000;

const compress = promisify(gzip);

export const zipped = (text: string): Promise<Buffer> => compress(text);

/** What a runner asks of Syncline. Besides the errors above it throws where an answer makes no sense. */
export class RunnerClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /** Waits for work, for 20 s. */
  async work(about: WorkRequest, signal: AbortSignal): Promise<Work | undefined> {
    return this.#post('/v1/runner/work', await zipped(JSON.stringify(about)), workSchema, signal);
  }

  /** `body`: a Delivery as gzipped JSON. */
  async deliver(workId: string, body: Buffer): Promise<DeliveryAnswer> {
    return this.#answered(`/v1/runner/work/${workId}/pages`, body);
  }

  async heartbeat(workId: string, attempt: number): Promise<DeliveryAnswer> {
    return this.#answered(`/v1/runner/work/${workId}/heartbeat`, await zipped(JSON.stringify({ attempt })));
  }

  async #answered(path: string, body: Buffer): Promise<DeliveryAnswer> {
    const answer = await this.#post(path, body, deliveryAnswerSchema);
    if (!answer) throw new Error(`${path} answered with nothing.`);
    return answer;
  }

  async #post<Schema extends z.ZodType>(
    path: string,
    body: Buffer,
    schema: Schema,
    signal?: AbortSignal,
  ): Promise<z.output<Schema> | undefined> {
    const { status, text } = await this.#exchange(path, body, signal);
    if (status === 204) return undefined;
    if (status === 401) throw new TokenRefusedError('Syncline does not take the token: it is wrong, or was revoked.');
    if (status === 409) throw new OvertakenError('Another runner has the work, or nobody may any more.');
    if (status === 429 || status >= 500) throw new UnansweredError(`Syncline answered ${status}.`);
    if (status !== 200) throw new Error(`Syncline answered ${status} to ${path}: ${detailOf(text)}`);
    return schema.parse(JSON.parse(text));
  }

  async #exchange(path: string, body: Buffer, signal?: AbortSignal): Promise<{ status: number; text: string }> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method: 'POST',
        // Binary on purpose: what claims to be JSON is taken for text on its way to the function.
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(body),
        // Nobody else is to see the token.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      throw new UnansweredError(`Syncline does not answer at ${this.#url} (${reasonOf(error)}).`, { cause: error });
    }
  }
}

function detailOf(text: string): string {
  try {
    return problemSchema.parse(JSON.parse(text)).detail;
  } catch {
    return text.slice(0, 200);
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.message : String(error);
}
