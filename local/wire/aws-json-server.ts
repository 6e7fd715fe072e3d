import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, type Running } from '../emulators/listen.ts';
import { guardLoopback } from '../emulators/loopback.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { messageOf } from '../problem.ts';
import { AwsError } from './aws-error.ts';

/** One operation of a service: takes the request's JSON, answers with the response's. Throws AwsError. */
export type Operation = (input: JsonObject) => JsonObject | Promise<JsonObject>;

export type Operations = Readonly<Record<string, Operation>>;

/** A request of a service that names its operations by method and path. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** Answers what is on its paths, and null to all else. Throws AwsError. */
export type RestOperation = (request: RestRequest) => JsonObject | Promise<JsonObject> | null;

/** Far above any limit of the services behind it; only to keep a broken client from filling the memory. */
const maximumBodyBytes = 16 * 1024 * 1024;

/**
 * Speaks AWS's JSON protocol (1.0 and 1.1 alike) for several services on one port.
 * `services` maps the prefix of X-Amz-Target, such as `TrentService`, to its operations; what comes without one is for
 * `rest`.
 */
export function startAwsJsonServer(
  services: Readonly<Record<string, Operations>>,
  log: (message: string) => void,
  rest: RestOperation = () => null,
): Promise<Running> {
  const server = createServer((request, response) => {
    answer(request, services, rest).then(
      (output) => send(response, 200, output),
      (thrown: unknown) => {
        const error = thrown instanceof AwsError ? thrown : new AwsError('InternalFailure', messageOf(thrown), 500);
        if (error !== thrown) log(`${String(request.headers['x-amz-target'])}: ${String(thrown)}`);
        send(response, error.httpStatus, { __type: error.name, message: error.message }, error.name);
      },
    );
  });
  guardLoopback(server);
  return listen(server);
}

async function answer(
  request: IncomingMessage,
  services: Readonly<Record<string, Operations>>,
  rest: RestOperation,
): Promise<JsonObject> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const [service = '', operation = ''] = target.split('.');
  const run = services[service]?.[operation];
  if (run !== undefined) return run(await readJson(request));
  const answered = target === '' ? await rest(await restRequest(request)) : null;
  if (answered !== null) return answered;
  const asked = target === '' ? `${request.method} ${request.url}` : target;
  throw new AwsError('UnknownOperationException', `The embedded runtime does not offer ${asked}`);
}

async function restRequest(request: IncomingMessage): Promise<RestRequest> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const query = Object.fromEntries(searchParams);
  // What is on no path of ours may have a body of any kind.
  const body = request.headers['content-type']?.includes('json') ? await readJson(request) : {};
  return { method: request.method ?? 'GET', path: pathname, query, body };
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maximumBodyBytes) throw new AwsError('RequestEntityTooLarge', 'The request is too large', 413);
    chunks.push(chunk);
  }
  try {
    const json: unknown = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    if (isJsonObject(json)) return json;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw new AwsError('SerializationException', 'The request is not a JSON object');
}

function send(response: ServerResponse, status: number, body: JsonObject, errorName?: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
    ...(errorName === undefined ? {} : { 'x-amzn-errortype': errorName }),
  });
  response.end(JSON.stringify(body));
}
