import { createHash } from 'node:crypto';
import type { CronRhythm, RateRhythm, Rhythm } from '../connector/rhythm.ts';
import { defaultSchedule, rhythmsOf, type Scheduled } from '../integrations/schedule.ts';
import { parseCron } from './cron-expression.ts';
import { type NextTime, timesOfCron, timesOfRate } from './times-of.ts';

/** Streams of an integration that have the same rhythm: they run together, as one run. */
export interface StreamGroup {
  /** Follows from the rhythm and the time zone alone. */
  readonly id: string;
  readonly rhythm: RateRhythm | CronRhythm;
  readonly streams: readonly string[];
  /** As EventBridge writes it. */
  readonly expression: string;
  readonly timeZone: string;
  /** From when on a rate counts, epoch milliseconds; null for times of the day. */
  readonly anchor: number | null;
  /** When it is due, without the delay. */
  readonly due: NextTime;
  /** How long after that it starts; see `delayOf`. */
  readonly delaySeconds: number;
}

const minutesOf = { minutes: 1, hours: 60, days: 1440 } as const;
const minuteMs = 60_000;

export const minutesOfRate = ({ every, unit }: RateRhythm): number => every * minutesOf[unit];

/** The groups in the order of the integration's streams; streams without a rhythm are in none. */
export function groupsOf(integration: Scheduled): StreamGroup[] {
  const groups = new Map<string, StreamGroup>();
  for (const { stream, rhythm } of rhythmsOf(integration)) {
    const group = groupOf(integration, rhythm);
    if (!group) continue;
    const before = groups.get(group.id)?.streams ?? [];
    groups.set(group.id, { ...(groups.get(group.id) ?? group), streams: [...before, stream] });
  }
  return [...groups.values()];
}

function groupOf(integration: Scheduled, rhythm: Rhythm): StreamGroup | null {
  if (rhythm.kind === 'none') return null;
  return rhythm.kind === 'rate' ? groupOfRate(integration, rhythm) : groupOfCron(integration, rhythm);
}

function groupOfRate({ integrationId, createdAt }: Scheduled, rhythm: RateRhythm): StreamGroup {
  const minutes = minutesOfRate(rhythm);
  const id = idOf('rate', String(minutes));
  const anchor = Math.floor(Date.parse(createdAt) / minuteMs) * minuteMs;
  return {
    id,
    rhythm,
    streams: [],
    expression: rateExpression(minutes),
    timeZone: 'UTC',
    anchor,
    due: timesOfRate(minutes * minuteMs, anchor),
    delaySeconds: delayOf(integrationId, id, minutes),
  };
}

function groupOfCron({ integrationId, schedule = defaultSchedule }: Scheduled, rhythm: CronRhythm): StreamGroup | null {
  const parsed = parseCron(rhythm.expression);
  // Checked before it was stored; should a later version be stricter, the stream rests until somebody looks.
  if (parsed.kind === 'invalid') return null;
  const { timeZone } = schedule;
  const { aws, leastMinutes } = parsed.cron;
  const id = idOf('cron', aws, timeZone);
  return {
    id,
    rhythm,
    streams: [],
    expression: `cron(${aws})`,
    timeZone,
    anchor: null,
    due: timesOfCron(parsed.cron, timeZone),
    delaySeconds: delayOf(integrationId, id, leastMinutes),
  };
}

/** In the largest unit that fits, so that it reads well in the console of EventBridge. */
function rateExpression(minutes: number): string {
  const [unit, size] = minutes % 1440 === 0 ? ['day', 1440] : minutes % 60 === 0 ? ['hour', 60] : ['minute', 1];
  const count = minutes / size;
  return `rate(${count} ${unit}${count === 1 ? '' : 's'})`;
}

const idOf = (...parts: readonly string[]): string => hash(parts).toString('hex').slice(0, 12);

const hash = (parts: readonly string[]): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest();

/** Ten times as long as it takes a thousand starts to be no burst: three a second. */
const longestDelaySeconds = 300;

/**
 * Seconds by which a group starts late, always the same ones, so that a thousand integrations that are due at six do
 * not start in the same second. Up to five minutes, but no more than a tenth of the period: what runs every minute is
 * not to be a minute late.
 */
export function delayOf(integrationId: string, groupId: string, periodMinutes: number): number {
  const most = Math.min(longestDelaySeconds, Math.floor((periodMinutes * 60) / 10));
  return hash([integrationId, groupId]).readUInt32BE(0) % (most + 1);
}

/** The next starts of a group behind `after`, with the delay; epoch milliseconds. */
export function* startsOf({ due, delaySeconds }: StreamGroup, after: number): Generator<number> {
  const delay = delaySeconds * 1000;
  for (let time = due(after - delay); time !== null; time = due(time)) yield time + delay;
}
