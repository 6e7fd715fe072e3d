import { progress } from './figure.ts';

/** The smallest of the values that at least this share of them do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const p95 = (values: readonly number[]): number => percentile(values, 0.95);

/** Asks and reads the whole answer. Throws where it is no 200. */
export async function timedGet<Body>(url: string): Promise<{ milliseconds: number; body: Body }> {
  const begin = performance.now();
  const response = await fetch(url);
  const text = await response.text();
  const milliseconds = performance.now() - begin;
  if (response.status !== 200) throw new Error(`${url} was answered with ${response.status}: ${text.slice(0, 500)}`);
  return { milliseconds, body: JSON.parse(text) as Body };
}

/** A line for stderr: how many, and how long they took. */
export function tellLatencies(name: string, values: readonly number[]): void {
  const [median, ninetyFifth, longest] = [0.5, 0.95, 1].map((share) => percentile(values, share).toFixed(1));
  progress(`${name}: n = ${values.length}, median ${median} ms, p95 ${ninetyFifth} ms, longest ${longest} ms`);
}
