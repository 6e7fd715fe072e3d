import type { DeletionGuard } from '../../../shared/api/deletion.ts';

export interface LimitsDraft {
  readonly percent: string;
  readonly count: string;
}

/** The deletion guard as it is being written; null: deletions never wait. */
export interface GuardDraft extends LimitsDraft {
  readonly isOn: boolean;
  readonly expiresAfterDays: string;
  /** Streams that differ; null: their deletions never wait. */
  readonly streams: Readonly<Record<string, LimitsDraft | null>>;
}

/** What the API begins with, where nothing was decided. */
const usual: DeletionGuard = { percent: 20, count: 50, expiresAfterDays: 7, streams: {} };

export function guardDraftOf(guard: DeletionGuard | null): GuardDraft {
  const { percent, count, expiresAfterDays, streams } = guard ?? usual;
  return {
    isOn: guard !== null,
    percent: String(percent),
    count: String(count),
    expiresAfterDays: String(expiresAfterDays),
    streams: Object.fromEntries(
      Object.entries(streams).map(([name, limits]) => [
        name,
        limits && { percent: String(limits.percent), count: String(limits.count) },
      ]),
    ),
  };
}

export function guardOf({ isOn, expiresAfterDays, streams, ...limits }: GuardDraft): DeletionGuard | null {
  if (!isOn) return null;
  return {
    ...limitsOf(limits),
    expiresAfterDays: Number(expiresAfterDays),
    streams: Object.fromEntries(Object.entries(streams).map(([name, own]) => [name, own && limitsOf(own)])),
  };
}

const limitsOf = ({ percent, count }: LimitsDraft) => ({ percent: Number(percent), count: Number(count) });
