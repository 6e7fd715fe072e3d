/** One measured figure. `ratio` is value / baseline, where there is a baseline. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
}

export function figure(name: string, value: number, unit: string, baseline: number | null = null): Figure {
  const ratio = baseline === null ? null : rounded(value / baseline);
  return { name, value: rounded(value), unit, baseline: baseline === null ? null : rounded(baseline), ratio };
}

/** Four digits: more than any of these measurements can repeat. */
const rounded = (value: number): number => Number(value.toPrecision(4));

/** For whoever waits; stdout holds nothing but figures. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
