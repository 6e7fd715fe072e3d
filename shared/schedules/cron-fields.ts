/** One field of a cron expression: how it is called, and what may stand in it. */
interface FieldKind {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names for values, the first for `least`. */
  readonly words?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

export const fieldKinds = {
  minute: { name: 'minute', least: 0, most: 59 },
  hour: { name: 'hour', least: 0, most: 23 },
  dayOfMonth: { name: 'day of month', least: 1, most: 31 },
  month: { name: 'month', least: 1, most: 12, words: months },
  // Sunday is 0, and 7 too.
  dayOfWeek: { name: 'day of week', least: 0, most: 7, words: weekdays },
} as const satisfies Record<string, FieldKind>;

/** What is wrong with a field, for a person. */
export class CronFieldError extends Error {
  override readonly name = 'CronFieldError';
}

/** All values that a field means, ascending. Throws CronFieldError. */
export function valuesIn(kind: FieldKind, field: string): number[] {
  const values = new Set(field.split(',').flatMap((part) => valuesInPart(kind, part)));
  return [...values].sort((one, other) => one - other);
}

function valuesInPart(kind: FieldKind, part: string): number[] {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  const [from, to] = range === '*' ? [kind.least, kind.most] : bounds(kind, range, part);
  if (step !== undefined && range !== '*' && !range.includes('-')) {
    throw new CronFieldError(`"${part}" has a step but no range; write ${range}-${kind.most}/${step}`);
  }
  const by = step === undefined ? 1 : Number(step);
  if (by < 1 || by > kind.most) throw new CronFieldError(`"${part}" has a step that is not from 1 to ${kind.most}`);
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

function bounds(kind: FieldKind, range: string, part: string): [number, number] {
  const [, first = '', last = first] = /^(\w+)(?:-(\w+))?$/.exec(range) ?? [];
  const [from, to] = [valueIn(kind, first, part), valueIn(kind, last, part)];
  if (from > to) throw new CronFieldError(`"${part}" ends before it begins; write it as two ranges, with a comma`);
  return [from, to];
}

/** A single value, as a number or by its name. Throws CronFieldError. */
export function valueIn(kind: FieldKind, text: string, part: string = text): number {
  const word = kind.words?.indexOf(text.toUpperCase()) ?? -1;
  const value = word >= 0 ? kind.least + word : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= kind.least && value <= kind.most) return value;
  const names = kind.words === undefined ? '' : `, or ${kind.words.join(', ')}`;
  throw new CronFieldError(`"${part}" is not made of numbers from ${kind.least} to ${kind.most}${names}`);
}

/** Values as AWS writes them: single ones and ranges. No steps, of which dialects make different things. */
export function writeValues(values: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run && run[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
