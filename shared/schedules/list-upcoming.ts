import type { List, PageRequest } from '../api/list.ts';
import type { UpcomingRun } from '../api/schedule.ts';
import type { Json } from '../connector/json.ts';
import { decodeBoundCursor, encodeBoundCursor } from '../cursors/bound-cursor.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import { upcomingRuns } from './upcoming-runs.ts';

const hourMs = 3_600_000;

/** The runs that schedules of an org are going to start within so many hours, the next one first. */
export async function listUpcoming(
  deps: { readonly integrations: IntegrationStore; readonly now: () => number },
  org: string,
  hours: number,
  { limit, cursor }: PageRequest,
): Promise<List<UpcomingRun> | 'bad-cursor'> {
  const now = deps.now();
  const position = cursor === null ? { from: now, to: now + hours * hourMs, given: 0 } : decode([org, hours], cursor);
  if (position === null) return 'bad-cursor';
  const { from, to, given } = position;
  const integrations = await Array.fromAsync(deps.integrations.inBrief(org));
  // One more than is given out, to know whether there is one.
  const found = upcomingRuns(integrations, { from, to }, given + limit + 1);
  const items = found.slice(given, given + limit);
  const last = items.at(-1);
  if (found.length <= given + limit || last === undefined) return { items, next: null };
  const at = Date.parse(last.at);
  const atOnce = found.slice(0, given + limit).filter((one) => one.at === last.at).length;
  return { items, next: encode([org, hours], { from: at, to, given: atOnce }) };
}

/** A page goes on at a time, behind so many that start just then. */
interface Position {
  readonly from: number;
  readonly to: number;
  readonly given: number;
}

const encode = (query: Json, { from, to, given }: Position): string =>
  encodeBoundCursor(['upcoming', query], [from, to, given]);

function decode(query: Json, cursor: string): Position | null {
  const position = decodeBoundCursor(['upcoming', query], cursor);
  if (!Array.isArray(position)) return null;
  const [from, to, given] = position;
  if (![from, to, given].every((value) => Number.isSafeInteger(value) && Number(value) >= 0)) return null;
  return { from: Number(from), to: Number(to), given: Number(given) };
}
