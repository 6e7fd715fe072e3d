import type { Call } from '../api/call.ts';
import { type Connector, SettingsError, SourceError, type TestResult } from '../connector/connector.ts';
import { createHttpClient } from '../connector/create-http-client.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import { createRedactor } from '../connector/redactor.ts';
import { type Secrets, secretTexts } from './stored-secrets.ts';

/** What came of asking an external system, and the requests that were made; without secrets. */
export interface TriedConnection {
  readonly result: TestResult;
  readonly durationMs: number;
  readonly calls: readonly Call[];
}

/** API Gateway gives up after 30 s; this leaves time to answer. */
const timeoutMs = 25_000;
/** A person waits for the answer: one retry is enough to tell a hiccup from a fault. */
const limits = { attempts: 2, attemptTimeoutMs: 20_000 };

/** Asks the connector whether its external system can be reached with these settings and will answer. */
export async function tryConnection(
  connector: Connector,
  { parsed, secrets }: { readonly parsed: unknown; readonly secrets: Secrets },
  now: () => number,
): Promise<TriedConnection> {
  const startedAt = now();
  const calls: Call[] = [];
  const signal = AbortSignal.timeout(timeoutMs);
  const redact = createRedactor(secretTexts(secrets));
  const http = createHttpClient({
    onCall: (call) => calls.push({ ...call, page: null }),
    redact,
    signal,
    remainingMs: () => startedAt + timeoutMs - now(),
    limits,
  });
  const { ok, message } = await outcomeOf(connector, { settings: parsed, http, signal, now });
  return { result: { ok, message: redact.text(message) }, durationMs: now() - startedAt, calls };
}

async function outcomeOf(connector: Connector, context: Parameters<Connector['test']>[0]): Promise<TestResult> {
  try {
    return await connector.test(context);
  } catch (error) {
    if (context.signal.aborted || error instanceof OutOfTimeError) {
      return { ok: false, message: `The source did not answer the test within ${timeoutMs / 1000} s.` };
    }
    if (error instanceof SourceError || error instanceof SettingsError) return { ok: false, message: error.message };
    throw error;
  }
}
