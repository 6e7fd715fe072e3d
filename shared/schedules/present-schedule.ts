import type { Schedule } from '../api/schedule.ts';
import { defaultSchedule, rhythmsOf, type Scheduled } from '../integrations/schedule.ts';
import { groupsWithStarts } from './upcoming-runs.ts';

const startsShown = 5;

/** A schedule as the API gives it. */
export function presentSchedule(integration: Scheduled, now: number): Schedule {
  const { paused, timeZone } = integration.schedule ?? defaultSchedule;
  return {
    paused,
    timeZone,
    streams: rhythmsOf(integration).map(({ stream, rhythm, isDefault }) => ({ name: stream, rhythm, isDefault })),
    groups: groupsWithStarts(integration, now, startsShown).map(({ group, next }) => ({
      streams: [...group.streams],
      rhythm: group.rhythm,
      next,
    })),
  };
}
