import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../cli/api-client.ts';
import type { Run, StartRun } from '../../shared/api/run.ts';

/** Starts a run, follows it over the API, and answers with what became of it. */
export async function sync(api: Api, integrationId: string, request: StartRun = {}): Promise<Run> {
  const { runId } = await api.startRun(integrationId, request);
  return waitForRun(api, runId);
}

/** Asks every 100 ms until the run has ended. Throws after `timeoutSeconds` with the run as it is then. */
export async function waitForRun(api: Api, runId: string, timeoutSeconds = 240): Promise<Run> {
  const deadline = Date.now() + timeoutSeconds * 1_000;
  for (;;) {
    const run = await api.run(runId);
    if (run.endedAt !== null) return run;
    if (Date.now() > deadline) throw new Error(`${runId} still runs after ${timeoutSeconds} s: ${JSON.stringify(run)}`);
    await delay(100);
  }
}
