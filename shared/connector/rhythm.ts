import type { rateUnits } from '../api/schedule.ts';

/** After so long, again and again. A day is 24 hours, whatever the clocks do. */
export interface RateRhythm {
  readonly kind: 'rate';
  /** Whole and positive. */
  readonly every: number;
  readonly unit: (typeof rateUnits)[number];
}

/** At these times of the day, in the time zone of the integration's schedule. */
export interface CronRhythm {
  readonly kind: 'cron';
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly expression: string;
}

/** How often a stream is synced by itself; `none` means never. */
export type Rhythm = RateRhythm | CronRhythm | { readonly kind: 'none' };
