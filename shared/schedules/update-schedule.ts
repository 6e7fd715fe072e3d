import type { UpdateSchedule } from '../api/schedule.ts';
import { formatPointer } from '../connector/json-pointer.ts';
import type { Rhythm } from '../connector/rhythm.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import { defaultSchedule, type StoredSchedule } from '../integrations/schedule.ts';
import { parseCron } from './cron-expression.ts';
import { findTimeZone } from './time-zones.ts';
import { timesOfCron } from './times-of.ts';

/** One thing that is wrong with a schedule, for a person. */
export interface ScheduleProblem {
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  readonly detail: string;
}

export type UpdateScheduleResult =
  | {
      readonly kind: 'updated';
      readonly integration: StoredIntegration;
      /** As it was. */
      readonly before: StoredIntegration;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown-stream'; readonly stream: string; readonly known: readonly string[] }
  | { readonly kind: 'invalid-schedule'; readonly problems: readonly ScheduleProblem[] };

/** Another writer won this often in a row: time to let the caller look at what is there now. */
const attempts = 5;

/** Changes what is given and leaves the rest. EventBridge is to be told afterwards; see `reconcileSchedules`. */
export async function updateSchedule(
  deps: { readonly integrations: IntegrationStore; readonly now: () => number },
  org: string,
  integrationId: string,
  patch: UpdateSchedule,
): Promise<UpdateScheduleResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seen = await deps.integrations.get(org, integrationId);
    if (!seen) return { kind: 'not-found' };
    const checked = checkSchedule(seen, patch, deps.now());
    if (checked.kind !== 'ok') return checked;
    const written = await deps.integrations.replace(seen, { ...seen, schedule: checked.schedule });
    if (written !== 'lost') return { kind: 'updated', integration: written, before: seen };
  }
  return { kind: 'changed-meanwhile' };
}

export type CheckedSchedule =
  | { readonly kind: 'ok'; readonly schedule: StoredSchedule }
  | Extract<UpdateScheduleResult, { kind: 'unknown-stream' | 'invalid-schedule' }>;

/** What an integration's schedule becomes with a change, where it can be kept. */
export function checkSchedule(
  integration: Pick<StoredIntegration, 'streams' | 'schedule'>,
  patch: UpdateSchedule,
  now: number,
): CheckedSchedule {
  const known = integration.streams.map(({ name }) => name);
  const stream = Object.keys(patch.streams ?? {}).find((name) => !known.includes(name));
  if (stream !== undefined) return { kind: 'unknown-stream', stream, known };
  const { schedule, problems } = changed(integration.schedule ?? defaultSchedule, patch, now);
  return problems.length > 0 ? { kind: 'invalid-schedule', problems } : { kind: 'ok', schedule };
}

function changed(before: StoredSchedule, patch: UpdateSchedule, now: number) {
  const problems: ScheduleProblem[] = [];
  const timeZone = patch.timeZone === undefined ? before.timeZone : findTimeZone(patch.timeZone);
  if (timeZone === null) {
    const detail = `"${patch.timeZone}" is no time zone; use a name of the tz database, such as Europe/Berlin or UTC`;
    problems.push({ pointer: '/timeZone', detail });
  }
  const streams = new Map(Object.entries(before.streams));
  for (const [stream, rhythm] of Object.entries(patch.streams ?? {})) {
    if (rhythm === null) streams.delete(stream);
    else streams.set(stream, rhythm);
  }
  // All of them: a new time zone may not have what an older expression names.
  for (const [stream, rhythm] of streams) {
    const detail = timeZone === null ? null : problemOfRhythm(rhythm, timeZone, now);
    if (detail !== null) problems.push({ pointer: formatPointer(['streams', stream, 'expression']), detail });
  }
  const schedule: StoredSchedule = {
    paused: patch.paused ?? before.paused,
    timeZone: timeZone ?? before.timeZone,
    streams: Object.fromEntries(streams),
  };
  return { schedule, problems };
}

function problemOfRhythm(rhythm: Rhythm, timeZone: string, now: number): string | null {
  if (rhythm.kind !== 'cron') return null;
  const parsed = parseCron(rhythm.expression);
  if (parsed.kind === 'invalid') return `"${rhythm.expression}" is no schedule: ${parsed.detail}`;
  if (timesOfCron(parsed.cron, timeZone)(now) !== null) return null;
  return `"${rhythm.expression}" names a time that never comes in ${timeZone}: clocks there are put forward over it`;
}
