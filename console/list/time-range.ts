import type { DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';

type RangeValue = DateRangePickerProps.Value | null;
type RelativeValue = DateRangePickerProps.RelativeValue;

const unitLetters = { minute: 'm', hour: 'h', day: 'd', week: 'w' } as const;
const unitSeconds = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;
type Unit = keyof typeof unitLetters;
const units = Object.keys(unitLetters) as Unit[];

export const relativeRanges: DateRangePickerProps.RelativeOption[] = [
  { key: '1h', type: 'relative', amount: 1, unit: 'hour' },
  { key: '24h', type: 'relative', amount: 24, unit: 'hour' },
  { key: '7d', type: 'relative', amount: 7, unit: 'day' },
  { key: '30d', type: 'relative', amount: 30, unit: 'day' },
];

/** `24h` and the like; null where it is none. */
function relativeOf(last: string): RelativeValue | null {
  const [, digits, letter] = /^(\d{1,6})([mhdw])$/.exec(last) ?? [];
  const unit = units.find((one) => unitLetters[one] === letter);
  return digits === undefined || unit === undefined
    ? null
    : { key: last, type: 'relative', amount: Number(digits), unit };
}

interface RangeParams {
  readonly start: string;
  readonly end: string | null;
}

export function rangeOf(search: URLSearchParams, { start, end }: RangeParams): RangeValue {
  const last = search.get('last');
  if (last !== null) return relativeOf(last);
  const [from, to] = [search.get(start), end === null ? null : search.get(end)];
  if (from === null && to === null) return null;
  const now = new Date().toISOString();
  return { type: 'absolute', startDate: from ?? new Date(0).toISOString(), endDate: to ?? now };
}

/** The parameters that a range stands for; those that it does not use are null. */
export function paramsOfRange(range: RangeValue, { start, end }: RangeParams): Readonly<Record<string, string | null>> {
  const none = { last: null, [start]: null, ...(end !== null && { [end]: null }) };
  if (range === null) return none;
  if (range.type === 'absolute') {
    const utc = (at: string): string => new Date(at).toISOString();
    return { ...none, [start]: utc(range.startDate), ...(end !== null && { [end]: utc(range.endDate) }) };
  }
  const unit = units.find((one) => one === range.unit);
  return { ...none, last: unit === undefined ? null : `${range.amount}${unitLetters[unit]}` };
}

/**
 * What is asked of the API for `last`: a start that moves every minute, so that lists that refresh in between are the
 * same question.
 */
export function startOfLast(last: string, now: number): string | undefined {
  const range = relativeOf(last);
  if (range === null) return undefined;
  const start = now - range.amount * unitSeconds[range.unit as Unit] * 1_000;
  return new Date(Math.floor(start / 60_000) * 60_000).toISOString();
}
