import { expect, test } from 'vitest';
import { expiryDays } from '../../shared/env/expiry-days.ts';
import { synthesized } from './synthesized.ts';

interface LifecycleRule {
  readonly ExpirationInDays: number;
  readonly Status: string;
  readonly TagFilters: readonly { readonly Key: string; readonly Value: string }[];
}

test('every bucket has a rule for each number of days that an object may be marked with, and no other', () => {
  // What the console's bucket holds stays for good.
  const buckets = synthesized()
    .resourcesOf('AWS::S3::Bucket')
    .filter(([id]) => !id.startsWith('Console'));

  expect(buckets).toHaveLength(2);
  for (const [, { Properties }] of buckets) {
    const { Rules } = Properties['LifecycleConfiguration'] as { Rules: readonly LifecycleRule[] };
    expect(Rules.map(({ ExpirationInDays, Status, TagFilters }) => ({ ExpirationInDays, Status, TagFilters }))).toEqual(
      expiryDays.map((days) => ({
        ExpirationInDays: days,
        Status: 'Enabled',
        TagFilters: [{ Key: 'days', Value: String(days) }],
      })),
    );
  }
});
