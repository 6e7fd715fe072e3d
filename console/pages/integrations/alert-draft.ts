import type { AlertSettings, UpdateAlertSettings } from '../../../shared/api/alert.ts';

/** Alert settings as they are being written; shares as percentages, numbers as they are typed. */
export interface AlertDraft {
  readonly enabled: boolean;
  readonly emails: readonly string[];
  /** Undefined: the one that is stored stays; null: none. */
  readonly webhookUrl: string | null | undefined;
  readonly records: string | null;
  readonly runs: string | null;
  readonly windowHours: string;
  readonly minimumRecords: string;
  readonly minimumRuns: string;
  readonly staleness: 'auto' | 'hours' | 'never';
  readonly stalenessHours: string;
  readonly volume: boolean;
}

const percentText = (share: number | null): string | null =>
  share === null ? null : String(+(share * 100).toFixed(4));

export function alertDraftOf({ enabled, emails, errorRate, stalenessHours, volume }: AlertSettings): AlertDraft {
  return {
    enabled,
    emails,
    webhookUrl: undefined,
    records: percentText(errorRate.records),
    runs: percentText(errorRate.runs),
    windowHours: String(errorRate.windowHours),
    minimumRecords: String(errorRate.minimumRecords),
    minimumRuns: String(errorRate.minimumRuns),
    staleness: stalenessHours === null ? 'never' : stalenessHours === 'auto' ? 'auto' : 'hours',
    stalenessHours: typeof stalenessHours === 'number' ? String(stalenessHours) : '24',
    volume,
  };
}

export function alertChangeOf(draft: AlertDraft): UpdateAlertSettings {
  const share = (percent: string | null): number | null => (percent === null ? null : Number(percent) / 100);
  return {
    enabled: draft.enabled,
    emails: [...draft.emails],
    ...(draft.webhookUrl !== undefined && { webhookUrl: draft.webhookUrl }),
    errorRate: {
      records: share(draft.records),
      runs: share(draft.runs),
      windowHours: Number(draft.windowHours),
      minimumRecords: Number(draft.minimumRecords),
      minimumRuns: Number(draft.minimumRuns),
    },
    stalenessHours:
      draft.staleness === 'never' ? null : draft.staleness === 'auto' ? 'auto' : Number(draft.stalenessHours),
    volume: draft.volume,
  };
}
