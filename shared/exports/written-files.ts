import type { ExportList } from '../api/export.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { type UnreadablePart, UnreadablePartError } from '../trail/unreadable-part-error.ts';
import type { ExportFiles } from './export-files.ts';
import { type ExportPart, type ExportQueue, packPart, type WrittenFormat } from './export-part.ts';
import { partsOfStep } from './export-parts.ts';
import type { PartState } from './export-store.ts';
import { type WritePartDependencies, writePart } from './write-part.ts';

export interface WrittenFilesDependencies extends WritePartDependencies {
  readonly queue: ExportQueue;
}

type States = readonly (PartState | undefined)[];

/**
 * The files of some steps in a format that has to be written. What is not there yet is begun: of a small run it is
 * written here and now, of a larger one its parts go to the queue. Each part is taken on by one of those who ask, so
 * nothing is made twice while it is there; and one that was taken on in vain is begun again by whoever asks next.
 */
export async function writtenFiles(
  deps: WrittenFilesDependencies,
  steps: readonly StoredStep[],
  request: { readonly format: WrittenFormat; readonly of: ExportList },
): Promise<ExportFiles> {
  const { exports, limits, queue, trailOf } = deps;
  const ofSteps = await Promise.all(
    steps.map((step) => partsOfStep(trailOf(step), step, request, limits.chunksPerPart)),
  );
  const parts = ofSteps.flatMap((ofStep) => ofStep.parts);
  const chunks = ofSteps.reduce((sum, ofStep) => sum + ofStep.chunks, 0);
  const entities = steps.reduce((sum, step) => sum + entitiesIn(step), 0);
  const isSmall = chunks <= limits.chunksInRequest && entities <= limits.entitiesInRequest;
  const patienceMs = isSmall ? limits.patienceInRequestMs : limits.patienceOnQueueMs;

  const before = await exports.read(parts);
  const isOpen = (state: PartState | undefined) => !state || isGivenUp(state, deps.now() - patienceMs);
  const mine = await claim(deps, parts, before, isOpen);
  if (mine.length === 0) return filesOf(parts, before, isSmall);
  if (isSmall) for (const part of mine) await writePart(deps, part);
  else await queue.send(mine.map(packPart));
  return filesOf(parts, await exports.read(parts), isSmall);
}

/**
 * Whoever took it on, or failed at it, did so before a time; nobody works on it any more. What could not be read of the
 * archive may have been restored since.
 */
const isGivenUp = (state: PartState, before: number): boolean =>
  (state.kind !== 'written' || state.unreadable !== undefined) && state.since <= before;

const distinct = (parts: readonly UnreadablePart[]): UnreadablePart[] => [
  ...new Map(parts.map((one) => [one.part, one])).values(),
];

async function claim(
  { exports }: WrittenFilesDependencies,
  parts: readonly ExportPart[],
  states: States,
  isOpen: (state: PartState | undefined) => boolean,
): Promise<ExportPart[]> {
  const claimed = await Promise.all(
    parts.map(async (part, index) => {
      const state = states[index];
      return isOpen(state) && (await exports.claim(part, state)) === 'claimed' ? [part] : [];
    }),
  );
  return claimed.flat();
}

function filesOf(parts: readonly ExportPart[], states: States, isSmall: boolean): ExportFiles {
  const failed = states.find((state) => state?.kind === 'failed');
  if (failed?.kind === 'failed') return { kind: 'failed', reason: failed.reason };
  const missing = states.filter((state) => state?.kind !== 'written').length;
  // A part takes a worker some seconds, and several work at once.
  if (missing > 0) return { kind: 'preparing', retryAfterSeconds: isSmall ? 1 : Math.min(30, 1 + missing) };
  const files = parts.flatMap(({ stream }, index) => {
    const state = states[index];
    return state?.kind === 'written' ? state.files.map((file) => ({ ...file, stream })) : [];
  });
  const unreadable = distinct(states.flatMap((state) => (state?.kind === 'written' ? (state.unreadable ?? []) : [])));
  const [first] = unreadable;
  if (first && files.length === 0) {
    return { kind: 'failed', reason: new UnreadablePartError(first.part, first.reason).message };
  }
  return { kind: 'made', files, unreadable };
}

/** A step that was closed before its counts were kept may have any number. */
function entitiesIn({ finalCounts }: StoredStep): number {
  if (!finalCounts) return Number.POSITIVE_INFINITY;
  const { created, updated, deleted, staged, unchanged, skipped, failed } = finalCounts;
  return created + updated + deleted + staged + unchanged + skipped + failed;
}
