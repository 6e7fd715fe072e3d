import type { Call } from '../../shared/api/call.ts';
import { createHttpClient, type HttpClientOptions } from '../../shared/connector/create-http-client.ts';
import { createRedactor } from '../../shared/connector/redactor.ts';

export type SeenCall = Omit<Call, 'page'>;

/** A client whose waits take no time: they move its clock, and are noted. */
export function httpWorld({ secrets = [], ...options }: Partial<HttpClientOptions> & { secrets?: string[] } = {}) {
  const calls: SeenCall[] = [];
  const waits: number[] = [];
  let skipped = 0;
  const clock = options.now ?? Date.now;
  const now = () => clock() + skipped;
  const client = createHttpClient({
    onCall: (call) => calls.push(call),
    redact: createRedactor(secrets),
    signal: new AbortController().signal,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
      skipped += ms;
    },
    ...options,
    now,
  });
  return { client, calls, waits, now };
}

export type HttpWorld = ReturnType<typeof httpWorld>;
