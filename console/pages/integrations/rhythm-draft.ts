import type { Rhythm, Schedule, UpdateSchedule } from '../../../shared/api/schedule.ts';

/** How a stream's rhythm is being written: all that was typed, also of the kinds that are not chosen now. */
export interface RhythmDraft {
  readonly kind: 'default' | Rhythm['kind'];
  readonly every: string;
  readonly unit: 'minutes' | 'hours' | 'days';
  readonly expression: string;
}

export interface ScheduleDraft {
  readonly timeZone: string;
  readonly streams: Readonly<Record<string, RhythmDraft>>;
}

export function draftOf({ timeZone, streams }: Schedule): ScheduleDraft {
  return {
    timeZone,
    streams: Object.fromEntries(
      streams.map(({ name, rhythm, isDefault }) => [
        name,
        {
          kind: isDefault ? 'default' : rhythm.kind,
          every: rhythm.kind === 'rate' ? String(rhythm.every) : '1',
          unit: rhythm.kind === 'rate' ? rhythm.unit : 'hours',
          expression: rhythm.kind === 'cron' ? rhythm.expression : '0 6 * * MON-FRI',
        } satisfies RhythmDraft,
      ]),
    ),
  };
}

/** As it is sent. What is no number is sent as it is typed, so that the API says what is wrong with it. */
export function changeOf({ timeZone, streams }: ScheduleDraft): UpdateSchedule {
  return {
    timeZone,
    streams: Object.fromEntries(Object.entries(streams).map(([name, draft]) => [name, rhythmOf(draft)])),
  };
}

function rhythmOf({ kind, every, unit, expression }: RhythmDraft): Rhythm | null {
  switch (kind) {
    case 'default':
      return null;
    case 'none':
      return { kind };
    case 'rate':
      return { kind, every: Number(every), unit };
    case 'cron':
      return { kind, expression };
  }
}

/** `every 15 minutes`, `at 0 6 * * MON-FRI`, `not by itself` */
export function rhythmText(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'none':
      return 'not by itself';
    case 'cron':
      return `at ${rhythm.expression}`;
    case 'rate':
      return rhythm.every === 1 ? `every ${rhythm.unit.slice(0, -1)}` : `every ${rhythm.every} ${rhythm.unit}`;
  }
}
