import type { Rhythm } from '../connector/rhythm.ts';
import { rhythmsOf, type Scheduled } from '../integrations/schedule.ts';
import { parseCron } from '../schedules/cron-expression.ts';
import { msPerHour } from './hour-store.ts';

const msPerUnit = { minutes: 60_000, hours: msPerHour, days: 24 * msPerHour };

/**
 * The longest that a stream of an integration goes without being started, in milliseconds; null where nothing starts by
 * itself. Time zones shift this by an hour at most, and are left out.
 */
export function longestRhythm(integration: Pick<Scheduled, 'streams' | 'schedule'>): number | null {
  if (integration.schedule?.paused) return null;
  const lengths = rhythmsOf(integration).flatMap(({ rhythm }) => lengthOf(rhythm) ?? []);
  return lengths.length === 0 ? null : Math.max(...lengths);
}

function lengthOf(rhythm: Rhythm): number | null {
  if (rhythm.kind === 'none') return null;
  if (rhythm.kind === 'rate') return rhythm.every * msPerUnit[rhythm.unit];
  return longestPause(rhythm.expression);
}

const known = new Map<string, number | null>();
/** More expressions than an org has integrations come from tests only. */
const mostKnown = 10_000;

function longestPause(expression: string): number | null {
  let pause = known.get(expression);
  if (pause === undefined) {
    if (known.size >= mostKnown) known.clear();
    pause = measuredPause(expression);
    known.set(expression, pause);
  }
  return pause;
}

const sampleHours = 6;
const sampledDays = 366;

/** The longest wait from any quarter of a day of a year: what runs on working days only waits over the weekend. */
function measuredPause(expression: string): number | null {
  const parsed = parseCron(expression);
  if (parsed.kind === 'invalid') return null;
  let longest = 0;
  for (let sample = 0; sample < (sampledDays * 24) / sampleHours; sample++) {
    const from = sample * sampleHours * msPerHour;
    longest = Math.max(longest, parsed.cron.nextOnClock(from) - from);
  }
  return longest;
}
