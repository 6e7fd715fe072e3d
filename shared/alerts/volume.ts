/** How many records a full run pulled of a stream. */
export interface Volume {
  readonly runId: string;
  readonly pulled: number;
}

/** A count far outside of what the runs before had. */
export interface Anomaly {
  readonly stream: string;
  readonly runId: string;
  readonly pulled: number;
  readonly median: number;
  /** What would have been taken as usual. */
  readonly least: number;
  readonly most: number;
}

/** Fewer say nothing about what is usual. */
export const leastHistory = 5;
/** What follows a lasting change of level: after this many runs half of them show the new one. */
export const mostHistory = 20;

/** Makes the median absolute deviation of normally distributed values comparable to their standard deviation. */
const consistency = 1.4826;
const deviations = 3;
/** A source that never changes has a deviation of none; a fifth more or less of it is still no reason to write. */
const leastShare = 0.2;

/**
 * Whether a count is an outlier among those of earlier runs: outside of median ± max(3 × 1.4826 × MAD, 20 %). The rule
 * of three scaled MADs is by Leys, Ley, Klein, Bernard and Licata, "Detecting outliers: Do not use standard deviation
 * around the mean, use absolute deviation around the median" (Journal of Experimental Social Psychology 49, 2013); the
 * factor is 1 / Φ⁻¹(3/4). Unlike mean and deviation, both are not moved by the outliers themselves.
 */
export function anomalyOf(stream: string, { runId, pulled }: Volume, earlier: readonly Volume[]): Anomaly | null {
  if (earlier.length < leastHistory) return null;
  const counts = earlier.map((volume) => volume.pulled);
  const middle = median(counts);
  const mad = median(counts.map((count) => Math.abs(count - middle)));
  const tolerance = Math.max(deviations * consistency * mad, leastShare * middle);
  const [least, most] = [Math.max(0, middle - tolerance), middle + tolerance];
  if (pulled >= least && pulled <= most) return null;
  return { stream, runId, pulled, median: middle, least: Math.ceil(least), most: Math.floor(most) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? 0;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? 0) + upper) / 2 : upper;
}
