import { encodeTime } from 'ulid';
import { payloadDays } from '../objects/payload-days.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';

/** An integration with the streams of which changes are asked for. */
export interface WalkedIntegration {
  readonly integrationId: string;
  readonly streams: readonly string[];
}

/** Where to begin and where to end. */
export interface Walk {
  readonly org: string;
  /** Id of the run to begin with; null for the newest. */
  readonly from: string | null;
  /** ISO time: what ended before is of no interest. */
  readonly since: string;
}

/** Runs asked for at once: a polling client needs a few; who needs more, needs many, and 500 are about 1 MB. */
const runsAtFirst = 25;
const runsPerQuery = 500;
/** No run goes on for longer. */
const longestRunMs = payloadDays * 86_400_000;
/** Integrations whose first runs are asked for at once. */
const concurrency = 16;

/** Runs of some integrations that may have changed records since then, newest first. */
export async function* walkRuns(
  runs: RunStore,
  integrations: readonly WalkedIntegration[],
  walk: Walk,
): AsyncGenerator<StoredRun> {
  const walks: Started[] = integrations.map((integration) => ({
    ahead: walkOne(runs, integration, walk),
    run: undefined,
  }));
  for (let at = 0; at < walks.length; at += concurrency) {
    await Promise.all(walks.slice(at, at + concurrency).map(step));
  }
  for (;;) {
    const newest = walks.reduce(later, walks[0]);
    if (!newest?.run) return;
    yield newest.run;
    await step(newest);
  }
}

/** One integration's walk, and the run that it has come to. */
interface Started {
  readonly ahead: AsyncGenerator<StoredRun>;
  run: StoredRun | undefined;
}

const later = (one: Started | undefined, other: Started): Started =>
  one?.run && one.run.runId >= (other.run?.runId ?? '') ? one : other;

async function step(walk: Started): Promise<void> {
  const { value, done } = await walk.ahead.next();
  walk.run = done ? undefined : value;
}

/**
 * Of one integration: back to where each of its streams shows a run that had ended before. A stream has one run at a
 * time, so those before it had ended too, however long they took.
 */
async function* walkOne(runs: RunStore, integration: WalkedIntegration, walk: Walk): AsyncGenerator<StoredRun> {
  const open = new Set(integration.streams);
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await runs.list(walk.org, integration.integrationId, {
      fromId: `${encodeTime(Math.max(0, Date.parse(walk.since) - longestRunMs), 10)}${'0'.repeat(16)}`,
      toId: walk.from ?? 'Z',
      limit: startKey ? runsPerQuery : runsAtFirst,
      ...(startKey && { startKey }),
    });
    for (const run of page.runs) {
      // Changes nothing, and goes beside others.
      if (run.dryRun) continue;
      if (run.result === null || run.result.endedAt >= walk.since) yield run;
      else for (const stream of streamsHeld(run)) open.delete(stream);
      if (open.size === 0) return;
    }
    startKey = page.lastKey;
  } while (startKey);
}

/** A run that died before it had its streams for itself has no steps, and so no proof of them: it tells nothing. */
const streamsHeld = ({ result }: StoredRun): string[] => (result?.proof ?? []).map(({ stream }) => stream);
