import { type DateTime, dateTimeOf } from './date-time.ts';

const iso =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/i;

/** A date or time in ISO 8601; null where the text is none. Without an offset it is UTC. */
export function parseIso(text: string): DateTime | null {
  const match = iso.exec(text);
  if (!match) return null;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  return (
    dateTimeOf(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second),
        microsecond: Number(fraction.padEnd(6, '0').slice(0, 6)),
      },
      parseOffset(zone),
    )?.asUtc() ?? null
  );
}

/** Minutes east of UTC of `Z`, `+02`, `+0200` or `+02:00`. */
export function parseOffset(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}
