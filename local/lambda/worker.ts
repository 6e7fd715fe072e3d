import { openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { FunctionError, Invocation, WorkerReply, WorkerSettings } from './worker-messages.ts';

/** The thread in which one instance of a function lives: loads the bundle once, then takes one event at a time. */
type Handler = (event: unknown, context: unknown) => unknown;

const settings: WorkerSettings = workerData;
const port = parentPort;
if (port === null) throw new Error('worker.ts runs only as a worker thread');

writeOutputTo(settings.logPath);

try {
  const handler = await loadHandler();
  port.on('message', (invocation: Invocation) => void run(handler, invocation).then(reply));
  reply({ kind: 'ready' });
} catch (thrown) {
  const error = describe(thrown);
  console.error(`Cannot load ${settings.modulePath}: ${error.errorType}: ${error.errorMessage}`);
  reply({ kind: 'unusable', error });
}

async function loadHandler(): Promise<Handler> {
  const module = await import(pathToFileURL(settings.modulePath).href);
  const handler: unknown = module[settings.handlerName] ?? module.default?.[settings.handlerName];
  if (!isHandler(handler)) {
    const error = new Error(`${settings.modulePath} exports no function '${settings.handlerName}'`);
    error.name = 'Runtime.HandlerNotFound';
    throw error;
  }
  return handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

async function run(handler: Handler, invocation: Invocation): Promise<WorkerReply> {
  const { requestId } = invocation;
  try {
    const result = await handler(invocation.event, contextOf(invocation));
    return { kind: 'succeeded', requestId, payload: JSON.stringify(result) ?? 'null' };
  } catch (thrown) {
    const error = describe(thrown);
    console.error(`${new Date().toISOString()} ${requestId} ERROR`, thrown);
    return { kind: 'failed', requestId, error };
  }
}

function contextOf({ requestId, deadline }: Invocation): object {
  return {
    awsRequestId: requestId,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    memoryLimitInMB: String(settings.memoryMegabytes),
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown) };
  return {
    errorType: thrown.name,
    errorMessage: thrown.message,
    trace: (thrown.stack ?? '').split('\n').slice(0, 20),
  };
}

function reply(message: WorkerReply): void {
  port?.postMessage(message);
}

/** Straight to the file: nothing is lost when the thread is ended, and the main thread has no part in it. */
function writeOutputTo(path: string): void {
  const log = openSync(path, 'a');
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      writeSync(log, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    };
  }
}
