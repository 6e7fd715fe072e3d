import type { QuarantineInfo } from '../api/alert.ts';

/** What is kept on an integration whose scheduled runs fail one after the other. Times are ISO. */
export interface StoredQuarantine {
  /** Ids of the runs that failed in a row, the first ones first. */
  readonly failedRuns: readonly string[];
  /** What they count for: some for more than one. */
  readonly strikes: number;
  /** Since when, and until when, its schedule waits; null where it failed too seldom for that. */
  readonly since: string | null;
  readonly until: string | null;
  /** What the last of them failed with. */
  readonly error: string;
  /** It went on for so long that the integration was switched off. */
  readonly gaveUp: boolean;
}

/** An integration, as far as its quarantine goes. */
export interface Quarantinable {
  readonly quarantine?: StoredQuarantine | null;
}

/**
 * Whether a schedule is not to start the integration now (epoch milliseconds). Runs that people or programs start are
 * not held up: one that succeeds ends the quarantine.
 */
export function isQuarantined({ quarantine }: Quarantinable, now: number): boolean {
  return quarantine?.until != null && now < Date.parse(quarantine.until);
}

/** As the API gives it; null where no schedule is held up, and none was until a moment ago. */
export function presentQuarantine({ quarantine }: Quarantinable): QuarantineInfo | null {
  if (!quarantine || quarantine.since === null) return null;
  const { since, until, failedRuns, error, gaveUp } = quarantine;
  return {
    since,
    until: gaveUp ? null : until,
    failures: failedRuns.length,
    reason: `${failedRuns.length === 1 ? 'A scheduled run' : `${failedRuns.length} scheduled runs in a row`} failed; the last one said: ${error}`,
    wayOut: gaveUp
      ? 'Mend the cause, then switch the integration on again.'
      : 'Mend the cause, then save the settings or start a run by hand: one that succeeds ends the quarantine. ' +
        'Otherwise the schedule tries again by itself when the time is over.',
  };
}

/** What the tile says in one line; null where there is nothing to say. */
export function quarantineReason(integration: Quarantinable): string | null {
  const shown = presentQuarantine(integration);
  if (!shown) return null;
  return shown.until === null ? shown.reason : `In quarantine until ${shown.until}. ${shown.reason}`;
}
