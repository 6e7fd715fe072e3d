import type { Counts } from '../../../shared/api/run.ts';

/** Records that something was decided for, deletions among them. */
export const processedOf = ({ created, updated, deleted, unchanged, skipped, failed }: Counts): number =>
  created + updated + deleted + unchanged + skipped + failed;
