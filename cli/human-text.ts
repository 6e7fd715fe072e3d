/** Values as a person reads them. */

const counts = new Intl.NumberFormat('en-US');

/** 12345 → `12,345`. */
export const showCount = (count: number): string => counts.format(count);

/** 12345 and `record` → `12,345 records`. */
export const showCountOf = (count: number, noun: string): string =>
  `${showCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** 1540 → `1.5 kB`: in steps of a thousand, as disks count. */
export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  return bytes < 999_950_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Milliseconds → `640 ms`, `12.4 s`, `3 min 12 s`, `2 h 05 min`; a dash where there are none. */
export function showDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const times = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

/** An ISO time → local time with its zone, `2026-01-31 10:00:00 CET`; a dash where there is none. */
export function showTime(iso: string | null): string {
  if (iso === null) return '–';
  const part = Object.fromEntries(times.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second, timeZoneName } = part;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZoneName}`;
}

/** Text from outside, safe to print: control characters could move the cursor or rename the window. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();

/** Cut to a length, with a sign that it was. */
export const shorten = (text: string, length: number): string =>
  [...text].length <= length ? text : `${[...text].slice(0, length - 1).join('')}…`;
