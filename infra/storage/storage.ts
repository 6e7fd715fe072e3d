import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { expiryDays, expiryTag } from '../../shared/env/expiry-days.ts';
import { AppBucket } from '../house/app-bucket.ts';
import { AppTable } from '../house/app-table.ts';

/** By tag, because keys begin with the org, and each run says how long what it writes is to be kept. */
const expiryByTag: LifecycleRule[] = expiryDays.map((days) => ({
  id: `expire-after-${days}-days`,
  tagFilters: { [expiryTag]: String(days) },
  expiration: Duration.days(days),
}));

/** All state: three tables by lifetime and two buckets. */
export class Storage extends Construct {
  /** Orgs, integrations, schedules, keys: what people typed in and nobody can pull again. */
  readonly registry: AppTable;
  /** Runs, steps, tallies, chunk summaries and blocks of the last days. */
  readonly trail: AppTable;
  /** The record store. */
  readonly records: AppTable;
  /** Oversize chunks, the ids that a run has seen, fingerprints. */
  readonly payloads: AppBucket;
  /** The logs of closed runs. */
  readonly archive: AppBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.registry = new AppTable(this, 'Registry', {
      environmentName: 'registryTable',
      indexes: [
        {
          name: 'integrations',
          partitionKey: 'integrationOf',
          sortKey: 'integrationId',
          // What goes over all integrations is not to read their settings, of up to 250 KB each.
          attributes: ['org', 'name', 'status', 'streams', 'schedule', 'alerts', 'quarantine', 'createdAt'],
        },
      ],
    });
    this.trail = new AppTable(this, 'Trail', {
      environmentName: 'trailTable',
      whyNotRecoverable: 'All of it expires within days; recovery would cost more than the table.',
      timeToLiveAttribute: 'expiresAt',
      indexes: [
        { name: 'by-org', partitionKey: 'orgRuns', sortKey: 'runId' },
        { name: 'by-integration', partitionKey: 'integrationRuns', sortKey: 'runId' },
        // Sparse: a run leaves it when it ends.
        { name: 'open', partitionKey: 'openRuns', sortKey: 'runId' },
      ],
    });
    this.records = new AppTable(this, 'Records', {
      environmentName: 'recordsTable',
      whyNotRecoverable: 'A full run pulls every record again from its source.',
      // Only the marks of deleted records expire.
      timeToLiveAttribute: 'expiresAt',
    });

    this.payloads = new AppBucket(this, 'Payloads', {
      environmentName: 'payloadsBucket',
      // Fingerprints have no tag: they stay until they are replaced.
      lifecycleRules: expiryByTag,
    });
    this.archive = new AppBucket(this, 'Archive', {
      environmentName: 'archiveBucket',
      // Each org's logs for as long as it wants to keep them; thirty days if it says nothing.
      lifecycleRules: expiryByTag,
    });
  }
}
