import { createHash } from 'node:crypto';
import { defaultSchedule, type Scheduled } from '../integrations/schedule.ts';
import { groupsOf, type StreamGroup } from './groups.ts';
import type { WantedSchedule } from './scheduler.ts';

/** Changes when the same group makes another schedule than before, so that those of earlier versions are replaced. */
const version = 1;

/** All schedules of an integration begin so. Ids are of one length, so no id is the beginning of another. */
export const schedulePrefix = (integrationId: string): string => `${integrationId}-`;

export const integrationOfSchedule = (name: string): string => name.slice(0, name.lastIndexOf('-'));

/** Whether its schedules are to be in EventBridge. With broken settings they stay: what is due then says so. */
export const startsByItself = ({ status, schedule = defaultSchedule }: Pick<Scheduled, 'status' | 'schedule'>) =>
  status !== 'DISABLED' && !schedule.paused;

/**
 * What is to be in EventBridge for an integration: a schedule for each group of its streams. A schedule's name says all
 * that is in it, so whether EventBridge has the right ones can be told from names alone, and none is ever changed.
 */
export function wantedSchedules(integration: Scheduled, target: string, now: number): WantedSchedule[] {
  if (!startsByItself(integration)) return [];
  return groupsOf(integration).map((group) => ({
    name: `${schedulePrefix(integration.integrationId)}${contentOf(integration, group, target)}`,
    expression: group.expression,
    timeZone: group.timeZone,
    startAt: group.anchor === null ? null : group.due(now),
    due: { org: integration.org, integrationId: integration.integrationId, group: group.id },
    delaySeconds: group.delaySeconds,
  }));
}

function contentOf({ org }: Scheduled, group: StreamGroup, target: string): string {
  const { id, expression, timeZone, anchor, delaySeconds } = group;
  const content = JSON.stringify([version, target, org, id, expression, timeZone, anchor, delaySeconds]);
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
