import type { StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { isExpired } from '../trail/retention.ts';

/** Where the trail of a step lies: in the hot copy while that lives, in the archive afterwards. */
export const trailOfStep =
  (hot: ReadableTrail, archived: ReadableTrail, now: () => number) =>
  ({ hotUntil }: StoredStep): ReadableTrail =>
    isExpired(hotUntil, now()) ? archived : hot;
