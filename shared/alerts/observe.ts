import type { AlertKind } from '../api/alert.ts';
import type { ErrorRates } from '../api/health.ts';
import { alertSettingsOf } from '../integrations/alert-settings.ts';
import type { IntegrationInBrief } from '../integrations/integration-store.ts';
import { presentQuarantine } from '../quarantine/quarantine.ts';
import type { Finding } from './episode-store.ts';
import type { Observation } from './episode-transitions.ts';
import { errorRatesOf } from './error-rates.ts';
import type { Health } from './health-store.ts';
import { type HourCounts, msPerHour } from './hour-store.ts';
import { longestRhythm } from './longest-rhythm.ts';

/** Deletions of one stream that wait for somebody's yes. */
export interface PendingDeletions {
  readonly stream: string;
  readonly count: number;
}

/** Everything that alerts of an integration are told from. */
export interface Facts {
  readonly integration: IntegrationInBrief;
  readonly health: Health;
  readonly window: HourCounts;
  readonly pendingDeletions: readonly PendingDeletions[];
  /** A full run has just succeeded. */
  readonly provenWell: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Observed extends Pick<Observation, 'holds' | 'isEvent'> {
  readonly finding: Finding;
  /** Its gravity, where there are several: one that is graver than what was told is told again. Default 0. */
  readonly level?: number;
}

/** What is the case for each kind of alert; null where the integration is not watched for it. */
export const observers: Readonly<Record<AlertKind, (facts: Facts) => Observed | null>> = {
  'error-rate': errorRate,
  stale,
  volume,
  quarantine,
  'pending-deletions': pendingDeletions,
};

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const number = (count: number): string => count.toLocaleString('en-US');
const hours = (count: number): string => `${number(count)} ${count === 1 ? 'hour' : 'hours'}`;

function errorRate({ integration, window }: Facts): Observed | null {
  const { errorRate: limits } = alertSettingsOf(integration);
  if (limits.records === null && limits.runs === null) return null;
  const { records, runs, windowHours } = errorRatesOf(limits, window);
  const said = ({ rate, failed, total }: ErrorRates['runs'], what: string): string =>
    `${percent(rate ?? 0)} of the ${what} (${number(failed)} of ${number(total)})`;
  const parts = [
    ...(records.isTooHigh ? [said(records, 'records')] : []),
    ...(runs.isTooHigh ? [said(runs, 'runs')] : []),
  ];
  return {
    holds: parts.length > 0,
    isEvent: false,
    finding: {
      summary:
        parts.length > 0
          ? `${parts.join(' and ')} failed within ${hours(windowHours)}.`
          : 'The error rate is as it should be.',
      advice: 'Look at what fails most; mend it at the source or in the settings, then start the run again.',
      numbers: { ...window, windowHours },
    },
  };
}

/** Twice the rhythm: one run may fail, the next one sets it right. */
const rhythmsUntilStale = 2;
const leastHoursUntilStale = 24;

function staleHours(integration: IntegrationInBrief): number | null {
  const { stalenessHours } = alertSettingsOf(integration);
  if (stalenessHours !== 'auto') return stalenessHours;
  const rhythm = longestRhythm(integration);
  return rhythm === null ? null : Math.max(leastHoursUntilStale, (rhythmsUntilStale * rhythm) / msPerHour);
}

function stale({ integration, health, now }: Facts): Observed | null {
  const limit = staleHours(integration);
  // Who is switched off is not expected to have anything.
  if (limit === null || integration.status === 'DISABLED') return null;
  const since = health.lastSuccess?.endedAt ?? integration.createdAt;
  const age = (now - Date.parse(since)) / msPerHour;
  const last = health.lastSuccess ? `The last one ended at ${since}.` : 'There has been none yet.';
  return {
    holds: age > limit,
    isEvent: false,
    finding: {
      summary: age > limit ? `No run has succeeded for ${hours(Math.floor(age))}. ${last}` : 'Runs succeed again.',
      advice: 'Look at the latest runs, at whether the schedule is paused, and at whether the source answers.',
      numbers: { hours: Math.floor(age), limitHours: limit, since },
    },
  };
}

function volume({ integration, health }: Facts): Observed | null {
  if (!alertSettingsOf(integration).volume) return null;
  const anomalies = Object.values(health.anomalies);
  const described = anomalies.map(
    ({ stream, pulled, median, least, most }) =>
      `${number(pulled)} ${stream} were pulled, where ${number(least)} to ${number(most)} are usual (median ${number(median)})`,
  );
  return {
    holds: anomalies.length > 0,
    isEvent: true,
    finding: {
      summary: anomalies.length > 0 ? `${described.join('; ')}.` : 'Full runs pull as many records as usual.',
      advice: 'Ask the source whether that many records came or went. If so there is nothing to do: it becomes usual.',
      numbers: Object.fromEntries(anomalies.map(({ stream, pulled }) => [stream, pulled])),
    },
  };
}

function quarantine({ integration }: Facts): Observed {
  const shown = presentQuarantine(integration);
  return {
    holds: shown !== null,
    isEvent: true,
    // That it was switched off is other news than that its schedule waits.
    level: shown?.until === null ? 1 : 0,
    finding: {
      summary: shown
        ? `${shown.reason} ${shown.until === null ? 'The integration is switched off.' : `The schedule waits until ${shown.until}.`}`
        : 'The schedule starts the integration again.',
      advice: shown?.wayOut ?? '',
      numbers: shown ? { failures: shown.failures, since: shown.since } : {},
    },
  };
}

function pendingDeletions({ pendingDeletions: pending }: Facts): Observed {
  return {
    holds: pending.length > 0,
    isEvent: true,
    finding: {
      summary:
        pending.length > 0
          ? `${pending.map(({ stream, count }) => `${number(count)} ${stream}`).join(', ')} wait to be deleted.`
          : 'No deletion waits any more.',
      advice:
        'A full run did not see unusually many records. Approve their deletion, or reject it and look at the source.',
      numbers: Object.fromEntries(pending.map(({ stream, count }) => [stream, count])),
    },
  };
}
