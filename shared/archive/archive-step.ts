import type { Objects } from '../objects/objects.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { daysUntil } from '../trail/retention.ts';
import type { TrailStore } from '../trail/trail-store.ts';
import type { StepInput } from '../workflow/workflow.ts';
import { directoryKey, fileKey } from './archive-keys.ts';
import { type ChunkDirectory, decodeDirectory, emptyDirectory, encodeDirectory } from './chunk-directory.ts';
import { GroupWriter, type WrittenGroup } from './group-writer.ts';

export interface ArchiveStepDependencies {
  readonly archive: Objects;
  /** The hot copy: what is readable in it, and its blocks. */
  readonly hot: Pick<ReadableTrail, 'chunks'>;
  readonly steps: StepStore;
  readonly trail: TrailStore;
  readonly now: () => number;
}

/** Blocks in memory at once, about 25 KB each, ten times that unpacked. */
const blocksAtOnce = 32;
/** A full group takes about 4 s on one core; four times that, and it still ends in time on a slow day. */
const millisecondsPerGroup = 20_000;

/**
 * Writes the trail of a closed step to the archive, a tally group at a time, from the hot copy. Ends before its time is
 * up with `more`; called again it goes on behind the groups that the directory names. Writing a group again, after a
 * death, writes the same again.
 */
export async function archiveStep(
  deps: ArchiveStepDependencies,
  input: StepInput,
  remainingMs: () => number,
): Promise<{ more: boolean }> {
  const step = await deps.steps.get(input);
  // A run that ended before it opened this step.
  if (!step) return { more: false };
  if (step.endedAt === null) throw new Error(`The step ${step.stream} of run ${step.runId} has not ended.`);
  const chunks = (await deps.hot.chunks(step)).reverse();
  const groups = Map.groupBy(chunks, groupOfChunk);
  let directory = await readDirectory(deps.archive, step);
  const done = new Set(directory.groups.map(({ group }) => group));
  for (const [group, ofGroup] of groups) {
    if (done.has(group)) continue;
    if (remainingMs() < millisecondsPerGroup) return { more: true };
    const written = await writeGroup(deps, step, group, ofGroup);
    directory = { version: 2, groups: [...directory.groups, written] };
    await putDirectory(deps, step, directory);
  }
  // Also a step without a single chunk has a directory: that is how a reader knows that nothing is missing.
  if (groups.size === 0) await putDirectory(deps, step, directory);
  return { more: false };
}

async function writeGroup(
  deps: ArchiveStepDependencies,
  step: StoredStep,
  group: number,
  chunks: readonly number[],
): Promise<WrittenGroup['group']> {
  const writer = new GroupWriter(group, step.stream);
  for (let from = 0; from < chunks.length; from += blocksAtOnce) {
    const some = chunks.slice(from, from + blocksAtOnce);
    const blocks = await deps.trail.blocks(step, some);
    for (const [index, block] of blocks.entries()) writer.add(some[index] ?? 0, block);
  }
  const written = writer.finish();
  const days = daysUntil(step.expiresAt, deps.now());
  await Promise.all(written.files.map(({ of, bytes }) => deps.archive.put(fileKey(step, group, of), bytes, { days })));
  return written.group;
}

/** What an earlier call came to; one that is damaged is made anew. */
async function readDirectory(archive: Objects, step: StoredStep): Promise<ChunkDirectory> {
  const bytes = await archive.get(directoryKey(step));
  if (!bytes) return emptyDirectory;
  try {
    return decodeDirectory(bytes);
  } catch {
    return emptyDirectory;
  }
}

async function putDirectory(
  { archive, now }: ArchiveStepDependencies,
  step: StoredStep,
  directory: ChunkDirectory,
): Promise<void> {
  await archive.put(directoryKey(step), encodeDirectory(directory), { days: daysUntil(step.expiresAt, now()) });
}
