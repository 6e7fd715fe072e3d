import type { StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../table/keys.ts';
import type { GroupTally, TallyStore } from '../tally/tally-store.ts';

/**
 * The chunks of a step that a reader may show, newest first. Of a step that is still going, these are the ones before
 * the first that is not tallied: what comes later then only ever comes on top, and a reader on its way down neither
 * misses an entry nor sees one twice.
 */
export async function readableChunks(tallies: TallyStore, step: StoredStep): Promise<number[]> {
  const used = groupOfChunk(Math.max(step.pull.nextChunk, step.pull.reserved) - 1) + 1;
  const groups = await tallies.groups(step, Math.max(step.groups ?? 0, used));
  const readable: number[] = [];
  for (const chunk of usedNumbers(step, groups)) {
    const group = groups[groupOfChunk(chunk)];
    if (!group?.done.has(chunk)) {
      if (step.endedAt === null) break;
      continue;
    }
    if (!group.voided.has(chunk)) readable.push(chunk);
  }
  return readable.reverse();
}

/** Chunks of the pull in their order, then those of the deletions, which begin a group of their own. */
function* usedNumbers(step: StoredStep, groups: readonly GroupTally[]): Generator<number> {
  for (let chunk = 0; chunk < Math.max(step.pull.nextChunk, step.pull.reserved); chunk++) yield chunk;
  if (!step.comparison) return;
  for (let chunk = step.comparison.deletionsFrom; chunk < groups.length * chunksPerGroup; chunk++) yield chunk;
}
