import { setTimeout as delay } from 'node:timers/promises';
import type { Run, Step } from '../shared/api/run.ts';
import { type Api, UnreachableError } from './api-client.ts';
import { barDisplay } from './bar-display.ts';
import { jsonDisplay, lineDisplay } from './line-display.ts';
import type { Output } from './output.ts';
import { hasEnded } from './run-status.ts';
import { summaryOf } from './run-summary.ts';

export type FollowResult = { readonly kind: 'ended'; readonly run: Run } | { readonly kind: 'detached' };

/** Short runs feel immediate; long ones do not cost a request every moment. */
const pollMs = (elapsedMs: number): number => (elapsedMs < 10_000 ? 250 : elapsedMs < 120_000 ? 1000 : 2000);

/** Syncline may be restarting: that takes seconds. */
const patienceMs = 30_000;

/**
 * Shows the progress of a run until it has ended, then its summary: a bar for each stream on a terminal, else lines,
 * with `output.json` one JSON value a line (`{event: "progress"|"end", run, steps}`). Where `signal` is aborted, it
 * lets go and the run goes on. Throws UnreachableError when nothing has answered for 30 s.
 */
export async function followRun(
  api: Api,
  runId: string,
  output: Output,
  { signal }: { signal?: AbortSignal } = {},
): Promise<FollowResult> {
  const display = output.json
    ? jsonDisplay(output)
    : output.terminal
      ? barDisplay(output.terminal)
      : lineDisplay(output);
  const startedAt = performance.now();
  let heardAt = startedAt;
  try {
    while (!signal?.aborted) {
      const state = await readState(api, runId);
      if (state instanceof UnreachableError) {
        if (performance.now() - heardAt > patienceMs) throw state;
        display.lost(state.message);
      } else {
        heardAt = performance.now();
        const { run, steps } = state;
        display.show(run, steps);
        if (hasEnded(run)) {
          display.stop();
          if (!output.json) output.line(summaryOf(run, steps).join('\n'));
          return { kind: 'ended', run };
        }
      }
      await delay(pollMs(performance.now() - startedAt), undefined, signal ? { signal } : {}).catch(() => undefined);
    }
    return { kind: 'detached' };
  } finally {
    display.stop();
  }
}

async function readState(api: Api, runId: string): Promise<{ run: Run; steps: Step[] } | UnreachableError> {
  try {
    const run = await api.run(runId);
    // Behind the run: once it has ended, its steps no longer change.
    const { items } = await api.steps(runId);
    return { run, steps: items };
  } catch (error) {
    if (error instanceof UnreachableError) return error;
    throw error;
  }
}
