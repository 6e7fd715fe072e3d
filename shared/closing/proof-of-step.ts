import type { Proof } from '../api/run.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { accountedFor, type TallyCounts } from '../tally/chunk-counts.ts';
import { canTellDeletions } from './compare-step.ts';

/**
 * R12: two counts that were made apart, by the pull and by the workers, must be equal; and each known record that a
 * full run did not see must be deleted. `missing` says in words what is not.
 */
export function proofOfStep(step: StoredStep, counts: TallyCounts): Proof {
  const { pulled, error, shrank } = step.pull;
  const accounted = accountedFor(counts);
  const unseen = step.comparison?.unseen ?? null;
  const missing: string[] = [];
  if (error) missing.push(`The source was not read to its end: ${error.message}`);
  if (pulled !== accounted) missing.push(`Of ${pulled} records pulled, ${pulled - accounted} are not accounted for.`);
  if (step.comparison?.cutShort && !error) {
    missing.push('The run was ended before this stream was done; nothing was deleted.');
  } else if (step.mode === 'full' && unseen === null && !error) {
    missing.push(
      shrank
        ? 'The source shrank while it was being read, so records may have been passed over; nothing was deleted.'
        : 'Deletions were not looked for, because it is not known which records were seen.',
    );
  }
  const settled = counts.deleted + counts.staged + counts.spared;
  if (unseen !== null && unseen !== settled) {
    missing.push(`Of ${unseen} records that the source no longer has, ${unseen - settled} were not deleted.`);
  }
  return {
    complete: missing.length === 0,
    pulled,
    accounted,
    deletionsChecked: canTellDeletions(step) && unseen !== null,
    unseen,
    deleted: counts.deleted,
    staged: counts.staged,
    missing,
  };
}
