import { Command, InvalidArgumentError, Option } from 'commander';
import type { Schedule, UpcomingRun, UpdateSchedule } from '../../shared/api/schedule.ts';
import type { RateRhythm, Rhythm } from '../../shared/connector/rhythm.ts';
import type { Api } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { printable, showTime } from '../human-text.ts';
import { wholeNumber, withListOptions } from '../list-options.ts';
import type { Output } from '../output.ts';
import { type ListOptions, printList } from '../print-list.ts';
import { type Column, table } from '../table.ts';

interface ScheduleOptions extends ListOptions {
  readonly every?: RateRhythm;
  readonly cron?: string;
  readonly none?: boolean;
  readonly default?: boolean;
  readonly streams?: string[];
  readonly timeZone?: string;
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly hours?: number;
}

/** A week, as the API allows. */
const mostHours = 168;

const rhythmOptions = ['every', 'cron', 'none', 'default'] as const;

/** One of the ways to give a rhythm, which excludes the others. */
const rhythmOption = (name: (typeof rhythmOptions)[number], flags: string, description: string): Option =>
  new Option(flags, description).conflicts(rhythmOptions.filter((other) => other !== name));

export const scheduleCommand = () =>
  withListOptions(
    new Command('schedule')
      .description('shows, or changes, when integrations are synced by themselves')
      .argument('[integration]', 'name or id of the integration; without one: what is next, of all of them')
      .addOption(rhythmOption('every', '--every <time>', 'again and again: 15m, 1h, 2d').argParser(rate))
      .addOption(rhythmOption('cron', '--cron <fields>', 'at times of the day: "0 6 * * MON-FRI"'))
      .addOption(rhythmOption('none', '--none', 'not by itself'))
      .addOption(rhythmOption('default', '--default', "as the connector's file says"))
      .option('--streams <names...>', 'only these streams get the rhythm')
      .option('--time-zone <name>', 'for --cron, such as Europe/Berlin')
      .addOption(new Option('--pause', 'starts nothing until it is resumed').conflicts('resume'))
      .option('--resume', 'ends a pause')
      .addOption(
        new Option('--hours <n>', `without an integration: how far to look ahead (1 to ${mostHours})`).argParser(
          wholeNumber(mostHours),
        ),
      ),
  ).action(async (name: string | undefined, options: ScheduleOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const change = changeOf(options);
    if (name === undefined) {
      if (change !== null) throw new CliError(exitCodes.refused, 'Name the integration whose schedule is to change.');
      return printUpcoming(api, output, options);
    }
    const { integrationId, name: called } = await findIntegration(api, name);
    const schedule = change === null ? await api.schedule(integrationId) : await change(api, integrationId);
    if (output.json) output.value(schedule);
    else printSchedule(output, called, schedule);
  });

const units: Readonly<Record<string, RateRhythm['unit']>> = { m: 'minutes', h: 'hours', d: 'days' };

function rate(text: string): RateRhythm {
  const [, every, unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  const named = units[unit];
  if (named === undefined)
    throw new InvalidArgumentError('It must be a number of minutes, hours or days: 15m, 1h, 2d.');
  return { kind: 'rate', every: Number(every), unit: named };
}

type Change = (api: Api, integrationId: string) => Promise<Schedule>;

/** Null where nothing is to change. */
function changeOf(options: ScheduleOptions): Change | null {
  const { streams, timeZone, pause, resume } = options;
  const rhythm = rhythmOf(options);
  if (streams !== undefined && rhythm === undefined) {
    throw new CliError(
      exitCodes.refused,
      'Say how often these streams are synced: --every, --cron, --none or --default.',
    );
  }
  const rest: UpdateSchedule = {
    ...(timeZone !== undefined && { timeZone }),
    ...((pause || resume) && { paused: pause === true }),
  };
  if (rhythm === undefined && Object.keys(rest).length === 0) return null;
  return async (api, integrationId) => {
    if (rhythm === undefined) return api.updateSchedule(integrationId, rest);
    const names = streams ?? (await api.schedule(integrationId)).streams.map((stream) => stream.name);
    const rhythms = Object.fromEntries(names.map((stream) => [stream, rhythm]));
    return api.updateSchedule(integrationId, { ...rest, streams: rhythms });
  };
}

/** Null for the connector's own; undefined where none is given. */
function rhythmOf({ every, cron, none, default: isDefault }: ScheduleOptions): Rhythm | null | undefined {
  if (every !== undefined) return every;
  if (cron !== undefined) return { kind: 'cron', expression: cron };
  if (none) return { kind: 'none' };
  return isDefault ? null : undefined;
}

function printSchedule(output: Output, name: string, { paused, timeZone, streams, groups }: Schedule): void {
  const rows = streams.map((stream) => ({
    ...stream,
    next: groups.find((group) => group.streams.includes(stream.name))?.next ?? [],
  }));
  const columns: Column<(typeof rows)[number]>[] = [
    { title: 'STREAM', value: (row) => row.name },
    { title: 'RHYTHM', value: ({ rhythm, isDefault }) => `${showRhythm(rhythm)}${isDefault ? ' (default)' : ''}` },
    { title: 'NEXT', value: ({ next }) => showTime(next[0] ?? null) },
    { title: 'THEN', value: ({ next }) => showTime(next[1] ?? null) },
  ];
  for (const line of table(rows, columns)) output.line(line);
  output.line();
  output.line(`Times of the day are those of ${timeZone}.`);
  if (paused) output.line(`It is paused: "syncline schedule ${printable(name)} --resume" lets it go on.`);
  else if (groups.length === 0) output.line('Nothing starts by itself; --every or --cron gives it a rhythm.');
  else if (groups.every(({ next }) => next.length === 0)) {
    output.line('Nothing starts, because the integration is not active; see "syncline integrations".');
  }
}

const singular = { minutes: 'minute', hours: 'hour', days: 'day' } as const;

function showRhythm(rhythm: Rhythm): string {
  if (rhythm.kind === 'none') return 'never';
  if (rhythm.kind === 'cron') return rhythm.expression;
  const { every, unit } = rhythm;
  return every === 1 ? `every ${singular[unit]}` : `every ${every} ${unit}`;
}

const upcomingColumns: Column<UpcomingRun>[] = [
  { title: 'AT', value: ({ at }) => showTime(at) },
  { title: 'INTEGRATION', value: ({ integrationName }) => integrationName },
  { title: 'STREAMS', value: ({ streams }) => streams.join(', ') },
];

const printUpcoming = (api: Api, output: Output, { hours, limit, all }: ScheduleOptions): Promise<void> =>
  printList(output, api.upcoming, { hours }, upcomingColumns, {
    ...(limit !== undefined && { limit }),
    ...(all !== undefined && { all }),
    empty: 'Nothing starts by itself in that time; "syncline schedule INTEGRATION --every 1h" changes that.',
  });
