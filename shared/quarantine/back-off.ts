/** H11: from so many failures in a row on, the schedule waits so long. */
const backOff = [
  { strikes: 3, waitHours: 6 },
  { strikes: 4, waitHours: 12 },
  { strikes: 5, waitHours: 24 },
] as const;

/** An integration that has failed for so long in quarantine is switched off: nobody waits for it any more. */
export const daysUntilDisabled = 10;

const msPerHour = 3_600_000;

/** What nobody gets past by waiting: it counts for as many failures as quarantine begins with. */
const refusedCredentials: readonly string[] = ['http_401', 'http_403'];

/** What one more failure, with this code, counts for together with those before it. */
export function strikesAfter(strikes: number, code: string | null): number {
  const isRefused = code !== null && refusedCredentials.includes(code);
  return Math.max(strikes + 1, isRefused ? backOff[0].strikes : 0);
}

/** How long to wait after so many, in milliseconds; null: not at all. */
export function waitAfter(strikes: number): number | null {
  const step = backOff.findLast((one) => strikes >= one.strikes);
  return step ? step.waitHours * msPerHour : null;
}

export const isDisabledAfter = (sinceMs: number, now: number): boolean =>
  now - sinceMs >= daysUntilDisabled * 24 * msPerHour;
