import { isExpired } from '../trail/retention.ts';
import type { IndexedRun } from './index-head.ts';
import { append, between, type IndexRecord, type Outcome, type Stretch } from './index-record.ts';

/** Runs that stay side by side, by their positions in the index before; or one that is added. */
type Span = { readonly from: number; readonly to: number } | { readonly added: number };

/** How the runs of the next index follow from those of the one before. */
export interface MergePlan {
  readonly runs: readonly IndexedRun[];
  readonly spans: readonly Span[];
}

/** Drops the runs that are gone, and puts the added ones where their ids belong: seldom somewhere else than at the end. */
export function planMerge(before: readonly IndexedRun[], added: readonly IndexedRun[], now: number): MergePlan {
  const all = [
    ...before.map((run, from) => ({ run, span: { from, to: from + 1 } as Span })),
    ...added.map((run, position) => ({ run, span: { added: position } as Span })),
  ]
    .filter(({ run }) => !isExpired(run.expiresAt, now))
    .sort((one, other) => (one.run.runId < other.run.runId ? -1 : 1));
  const spans: Span[] = [];
  for (const { span } of all) {
    const last = spans.at(-1);
    if (last && 'from' in last && 'from' in span && last.to === span.from) {
      spans[spans.length - 1] = { from: last.from, to: span.to };
    } else spans.push(span);
  }
  return { runs: all.map(({ run }) => run), spans };
}

/** A record as it is in the next index: from what was there before, and what the added runs did. Undefined where nothing is left. */
export function mergeRecord(
  { spans }: MergePlan,
  externalId: string,
  before: readonly Stretch[],
  added: readonly (Outcome | null)[],
): IndexRecord | undefined {
  const stretches: Stretch[] = [];
  const end = before.reduce((sum, { runs }) => sum + runs, 0);
  for (const span of spans) {
    if ('added' in span) {
      append(stretches, 1, added[span.added] ?? null);
      continue;
    }
    for (const { runs, outcome } of between(before, span.from, span.to)) append(stretches, runs, outcome);
    // Behind its last touch a record has no stretches; the runs are there all the same.
    append(stretches, Math.max(0, span.to - Math.max(span.from, end)), null);
  }
  if (stretches.at(-1)?.outcome === null) stretches.pop();
  return stretches.length === 0 ? undefined : { externalId, stretches };
}
