import type { StreamDefinition } from '../connector/connector.ts';
import type { Rhythm } from '../connector/rhythm.ts';
import type { Quarantinable } from '../quarantine/quarantine.ts';

/** What was decided about when an integration runs. */
export interface StoredSchedule {
  /** Nothing starts by itself until it is resumed. */
  readonly paused: boolean;
  /** IANA name; for the cron expressions. */
  readonly timeZone: string;
  /** By stream. Streams that are absent have the connector's rhythm. */
  readonly streams: Readonly<Record<string, Rhythm>>;
}

/** What holds until anything is decided. */
export const defaultSchedule: StoredSchedule = { paused: false, timeZone: 'UTC', streams: {} };

/** An integration, as far as its schedule goes. */
export interface Scheduled extends Quarantinable {
  readonly org: string;
  readonly integrationId: string;
  readonly status: 'ACTIVE' | 'ERROR' | 'DISABLED';
  readonly streams: readonly StreamDefinition[];
  readonly schedule?: StoredSchedule | undefined;
  /** Rates count from here, so that they stay where they are whatever is changed. */
  readonly createdAt: string;
}

export interface StreamRhythm {
  readonly stream: string;
  readonly rhythm: Rhythm;
  /** Whether it is the connector's, because nobody has decided otherwise. */
  readonly isDefault: boolean;
}

/** The rhythm of each stream that the integration offers now. */
export function rhythmsOf({ streams, schedule = defaultSchedule }: Pick<Scheduled, 'streams' | 'schedule'>) {
  return streams.map(({ name, rhythm }): StreamRhythm => {
    const decided = Object.hasOwn(schedule.streams, name) ? schedule.streams[name] : undefined;
    return { stream: name, rhythm: decided ?? rhythm ?? { kind: 'none' }, isDefault: decided === undefined };
  });
}
