import type { Alert, AlertChannel } from '../../shared/api/alert.ts';
import type { ClusterInfo } from '../../shared/api/cluster.ts';
import type { StagedDeletions } from '../../shared/api/deletion.ts';
import type { EntityAction, Severity } from '../../shared/api/entity.ts';
import type { ExportFormat, ExportList } from '../../shared/api/export.ts';
import type { Integration } from '../../shared/api/integration.ts';
import type { Role } from '../../shared/api/me.ts';
import type { ChangedRecord } from '../../shared/api/record.ts';
import type { Outcome, Progress, Run } from '../../shared/api/run.ts';
import type { Runner } from '../../shared/api/runner.ts';
import type { Rhythm } from '../../shared/api/schedule.ts';
import type { ArchiveDays } from '../../shared/api/settings.ts';

/**
 * The API's words as a person reads them. Each table has every value that the API's schema knows, or does not compile;
 * their order is the one in which they are offered.
 */
export const triggerWords: Readonly<Record<Run['trigger'], string>> = {
  SCHEDULED: 'Scheduled',
  MANUAL: 'Manual',
  API: 'API',
  SOURCE_CHANGE: 'Source change',
  TARGET_CHANGE: 'Target change',
  RETRY: 'Retry',
};

export const progressWords: Readonly<Record<Progress, string>> = {
  CREATED: 'Waiting',
  PENDING: 'Pending',
  RUNNING: 'Running',
  ABORTION_PENDING: 'Abortion pending',
  ABORTED: 'Aborted',
  FINISHED: 'Finished',
};

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  SUCCESS: 'Success',
  PARTIAL: 'Partial success',
  FAILED: 'Failed',
  SKIPPED: 'Skipped',
};

export const severityWords: Readonly<Record<Severity, string>> = {
  OK: 'OK',
  INFO: 'Info',
  WARNING: 'Warning',
  ERROR: 'Error',
};

export const entityActionWords: Readonly<Record<EntityAction, string>> = {
  CREATE: 'Create',
  UPDATE: 'Update',
  DELETE: 'Delete',
  SKIP: 'Skip',
  NONE: 'None',
};

/** What became of a record that is listed because it changed. */
export const changeActionWords: Readonly<Record<ChangedRecord['action'], string>> = {
  CREATE: 'Created',
  UPDATE: 'Updated',
  DELETE: 'Deleted',
};

export const clusterKindWords: Readonly<Record<ClusterInfo['kind'], string>> = { record: 'Records', run: 'Runs' };

export const exportFormatWords: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  ndjson: 'NDJSON',
  parquet: 'Parquet',
};

export const exportListWords: Readonly<Record<ExportList, string>> = {
  entities: 'Entities',
  pages: 'Pages',
  calls: 'Calls',
};

export const runTypeWords: Readonly<Record<Run['type'], string>> = {
  full: 'Full',
  update: 'Update',
  background: 'Background',
};

export const runActionWords: Readonly<Record<Run['action'], string>> = {
  sync: 'Sync',
  test: 'Test connection',
  update: 'Update settings',
};

export const directionWords: Readonly<Record<Run['direction'], string>> = { inbound: 'Inbound', outbound: 'Outbound' };

export const integrationStatusWords: Readonly<Record<Integration['status'], string>> = {
  ACTIVE: 'Active',
  ERROR: 'Error',
  DISABLED: 'Disabled',
};

export const alertKindWords: Readonly<Record<Alert['kind'], string>> = {
  'error-rate': 'Error rate',
  stale: 'No successful run',
  volume: 'Unusual volume',
  quarantine: 'Quarantine',
  'pending-deletions': 'Deletions waiting',
};

export const alertStateWords: Readonly<Record<Alert['state'], string>> = {
  RAISED: 'Raised',
  PENDING: 'Being watched',
  OK: 'Over',
};

export const alertChannelWords: Readonly<Record<AlertChannel, string>> = {
  email: 'E-mail',
  webhook: 'Webhook',
  event: 'Event bus',
};

export const deletionStateWords: Readonly<Record<StagedDeletions['state'], string>> = {
  PENDING: 'Waiting for approval',
  APPROVED: 'Approved',
  REJECTED: 'Rejected',
  EXPIRED: 'Expired',
  SUPERSEDED: 'Superseded',
};

export const runnerStateWords: Readonly<Record<Runner['state'], string>> = {
  online: 'Online',
  offline: 'Offline',
  revoked: 'Revoked',
};

export const rateUnitWords: Readonly<Record<Extract<Rhythm, { kind: 'rate' }>['unit'], string>> = {
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
};

/** How long logs can be kept in the archive. */
export const archiveDaysWords: Readonly<Record<ArchiveDays, string>> = {
  1: '1 day',
  3: '3 days',
  7: '7 days',
  14: '14 days',
  30: '30 days',
  60: '60 days',
  90: '90 days',
  180: '180 days',
  365: '365 days',
};

export const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'Viewer',
  operator: 'Operator',
  admin: 'Administrator',
};
