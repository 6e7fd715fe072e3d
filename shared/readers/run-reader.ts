import { encodeTime } from 'ulid';
import type { PageRequest } from '../api/list.ts';
import type { Run, Step } from '../api/run.ts';
import { decodeBoundCursor, encodeBoundCursor } from '../cursors/bound-cursor.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { CountedStep } from '../runs/summarize-run.ts';
import { countsOfStep } from '../steps/counts-of-step.ts';
import type { StepStore } from '../steps/step-store.ts';
import { integrationRunsIndex, integrationRunsValue, orgRunsIndex, runKey } from '../table/keys.ts';
import type { Expression } from '../table/table.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { isExpired } from '../trail/retention.ts';
import { presentRun, presentStep } from './present-run.ts';

export interface RunFilters {
  readonly integrationId?: string | undefined;
  readonly connector?: string | undefined;
  readonly direction?: Run['direction'] | undefined;
  readonly trigger?: Run['trigger'] | undefined;
  readonly progress?: Run['progress'] | undefined;
  /** `severity` and `outcome` are those of runs that have ended. */
  readonly severity?: Run['severity'] | undefined;
  readonly outcome?: NonNullable<Run['outcome']> | undefined;
  readonly type?: Run['type'] | undefined;
  readonly action?: Run['action'] | undefined;
  /** Only dry runs, or only others. */
  readonly dryRun?: boolean | undefined;
  /** ISO times: started at or after, and before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Runs looked at for one page at the most; a page of a rare filter is then short, and its cursor goes on. */
const runsPerRequest = 1_000;
/** Of a rare filter, many pages of one run each would have to be asked for. */
const runsPerQueryAtLeast = 25;
const runIdPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export class RunReader {
  readonly #runs: RunStore;
  readonly #steps: StepStore;
  readonly #tallies: TallyStore;
  readonly #now: () => number;

  constructor(runs: RunStore, steps: StepStore, tallies: TallyStore, now: () => number) {
    this.#runs = runs;
    this.#steps = steps;
    this.#tallies = tallies;
    this.#now = now;
  }

  async get(org: string, runId: string): Promise<Run | undefined> {
    const run = await this.#runs.get(org, runId);
    return run && !this.#isGone(run) ? this.#present(run) : undefined;
  }

  async steps(org: string, runId: string): Promise<Step[]> {
    return (await this.#counted(org, runId)).map(presentStep);
  }

  /** The last sync of an integration; dry runs are none. */
  async latest(org: string, integrationId: string): Promise<Run | undefined> {
    const page = await this.list(org, { integrationId, action: 'sync', dryRun: false }, { limit: 1, cursor: null });
    return page === 'bad-cursor' ? undefined : page.items[0];
  }

  /** Newest first. The cursor stands behind the last run looked at. */
  async list(
    org: string,
    filters: RunFilters,
    { limit, cursor }: PageRequest,
  ): Promise<{ items: Run[]; next: string | null } | 'bad-cursor'> {
    const listed = ['runs', org, filters];
    const from = cursor === null ? null : decodeBoundCursor(listed, cursor);
    if (from !== null && (typeof from !== 'string' || !runIdPattern.test(from))) return 'bad-cursor';
    const expression = filterOf(filters);
    const found: StoredRun[] = [];
    const perQuery = Math.max(limit, runsPerQueryAtLeast);
    let after: string | null = from;
    for (let seen = 0; found.length < limit && seen < runsPerRequest; seen += perQuery) {
      const { runs, lastKey } = await this.#runs.list(org, filters.integrationId, {
        ...expression,
        ...idRange(filters),
        limit: perQuery,
        ...(after !== null && { startKey: startKeyOf(org, filters.integrationId, after) }),
      });
      const fitting = runs.filter((run) => !this.#isGone(run));
      found.push(...fitting);
      after = found.length > limit ? (found[limit - 1]?.runId ?? null) : lastKey ? String(lastKey['runId']) : null;
      if (after === null) break;
    }
    const items = await Promise.all(found.slice(0, limit).map((run) => this.#present(run)));
    return { items, next: after && encodeBoundCursor(listed, after) };
  }

  #isGone(run: StoredRun): boolean {
    return isExpired(run.expiresAt, this.#now());
  }

  async #present(run: StoredRun): Promise<Run> {
    return presentRun(run, isEnded(run.progress) ? [] : await this.#counted(run.org, run.runId));
  }

  async #counted(org: string, runId: string): Promise<CountedStep[]> {
    const steps = await this.#steps.list(org, runId);
    return Promise.all(steps.map(async (step) => ({ step, counts: await countsOfStep(this.#tallies, step) })));
  }
}

/** Ids are ULIDs: their first ten characters are the time of starting. */
export function idRange({ from, to }: Pick<RunFilters, 'from' | 'to'>): { fromId: string; toId: string } {
  return {
    fromId: from === undefined ? '0' : `${encodeTime(Date.parse(from), 10)}${'0'.repeat(16)}`,
    toId: to === undefined ? 'Z' : `${encodeTime(Date.parse(to) - 1, 10)}${'Z'.repeat(16)}`,
  };
}

function startKeyOf(org: string, integrationId: string | undefined, runId: string): Record<string, unknown> {
  const partition =
    integrationId === undefined
      ? { [orgRunsIndex.partition]: org }
      : { [integrationRunsIndex.partition]: integrationRunsValue(org, integrationId) };
  return { ...runKey(org, runId), ...partition, runId };
}

const ofRun = ['connector', 'direction', 'trigger', 'progress', 'type', 'action', 'dryRun'] as const;
const ofResult = ['severity', 'outcome'] as const;

/** What `filterOf` has the database find out, for a run that is at hand. */
export const fitsFilters = (run: StoredRun, filters: RunFilters): boolean =>
  ofRun.every((name) => filters[name] === undefined || run[name] === filters[name]) &&
  ofResult.every((name) => filters[name] === undefined || run.result?.[name] === filters[name]);

function filterOf(filters: RunFilters): Expression & { filter?: string } {
  const plain = ofRun.filter((name) => filters[name] !== undefined);
  const inResult = ofResult.filter((name) => filters[name] !== undefined);
  const all = [...plain, ...inResult];
  if (all.length === 0) return {};
  return {
    filter: [
      ...plain.map((name) => `#${name} = :${name}`),
      ...inResult.map((name) => `#result.#${name} = :${name}`),
    ].join(' AND '),
    names: {
      ...Object.fromEntries(all.map((name) => [`#${name}`, name])),
      ...(inResult.length > 0 && { '#result': 'result' }),
    },
    values: Object.fromEntries(all.map((name) => [`:${name}`, filters[name]])),
  };
}
