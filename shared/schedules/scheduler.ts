import type { DueRun } from './due-run.ts';

/** One schedule as it is to be in EventBridge. Its name follows from all that it says; see `wantedSchedules`. */
export interface WantedSchedule {
  readonly name: string;
  /** `rate(…)` or `cron(…)` in EventBridge's dialect. */
  readonly expression: string;
  readonly timeZone: string;
  /** When it is due for the first time, epoch milliseconds; null: whenever the expression says. */
  readonly startAt: number | null;
  /** What is sent when it is due, with the time for which it was planned. */
  readonly due: Omit<DueRun, 'scheduledAt'>;
  /** How long what is sent is held back; at most 900. */
  readonly delaySeconds: number;
}

/** EventBridge Scheduler, as far as schedules of integrations need it: what there is, one more, one less. */
export interface Scheduler {
  /** Where schedules lead; one that leads elsewhere is another schedule. */
  readonly target: string;
  /** Names of those that begin so, in no order. */
  names(prefix: string): AsyncIterable<string>;
  /** Without effect where there is one of that name. */
  create(schedule: WantedSchedule): Promise<void>;
  /** Without effect where there is none of that name. */
  remove(name: string): Promise<void>;
}
