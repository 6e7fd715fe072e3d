const whole = new Intl.NumberFormat('en-US');
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `1,234,567` */
export const countOf = (value: number): string => whole.format(value);

/** `1 record`, `2,000 records` */
export const countedOf = (value: number, one: string, many = `${one}s`): string =>
  `${whole.format(value)} ${value === 1 ? one : many}`;

/** A share from 0 to 1 as `12.5 %`. */
export const percentOf = (share: number): string => `${oneDigit.format(share * 100)} %`;

/** `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`; of milliseconds. */
export function durationOf(milliseconds: number): string {
  if (milliseconds < 1_000) return `${whole.format(Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 10) return `${oneDigit.format(seconds)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const rounded = seconds < 3_600 ? Math.round(seconds) : Math.round(seconds / 60) * 60;
  const first = units.findIndex(([, size]) => rounded >= size);
  const [large, small] = [units[first], units[first + 1]];
  if (large === undefined) return `${rounded} s`;
  const rest = small === undefined ? 0 : Math.floor((rounded % large[1]) / small[1]);
  const head = `${Math.floor(rounded / large[1])} ${large[0]}`;
  return rest === 0 || small === undefined ? head : `${head} ${rest} ${small[0]}`;
}

/** `512 B`, `1.2 MB`; powers of ten, as S3 and DynamoDB bill. */
export function bytesOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return `${oneDigit.format(bytes / 1_000 ** power)} ${units[power]}`;
}
