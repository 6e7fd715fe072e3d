import type { Objects } from '../objects/objects.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { isExpired } from '../trail/retention.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import { type UnreadablePart, UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { blockLines } from './block-lines.ts';
import type { ExportLimits } from './export-limits.ts';
import type { ExportPart, WrittenFile } from './export-part.ts';
import type { ExportStore } from './export-store.ts';

export interface WritePartDependencies {
  readonly exports: ExportStore;
  readonly payloads: Objects;
  readonly steps: StepStore;
  /** Where the trail of a step lies now. */
  readonly trailOf: (step: StoredStep) => Pick<ReadableTrail, 'chunks' | 'block'>;
  readonly limits: ExportLimits;
  readonly now: () => number;
}

/** Blocks read at once: the round trip of one is hidden by the others, and 8 unpacked are a few MB. */
const blocksAtOnce = 8;

/**
 * Writes the files of a part and notes where they are. Done again it writes the same bytes under the same keys, so a part
 * may be delivered any number of times, and a worker may die between any two writes. Without effect where the part has
 * been written, or retention has taken the run meanwhile.
 */
export async function writePart(deps: WritePartDependencies, part: ExportPart): Promise<void> {
  const [state] = await deps.exports.read([part]);
  if (state?.kind === 'written' && !state.unreadable) return;
  const step = await deps.steps.get(part);
  if (!step || isExpired(step.expiresAt, deps.now())) return;
  await deps.exports.noteWritten(part, await writeFiles(deps, step, part));
}

/** One file, or several where a part is larger than what can be held in memory; none for a later part without rows. */
async function writeFiles(deps: WritePartDependencies, step: StoredStep, part: ExportPart) {
  const lines = blockLines[part.format][part.of];
  const head = Buffer.from(lines.head);
  const files: WrittenFile[] = [];
  const unreadable = new Map<string, UnreadablePart>();
  let pieces: Buffer[] = [];
  let bytes = 0;
  const put = async () => {
    const body = Buffer.concat([head, ...pieces]);
    pieces = [];
    bytes = 0;
    const key = keyOf(part, files.length);
    await deps.payloads.put(key, body, { days: 1 });
    files.push({ key, bytes: body.byteLength });
  };
  const unread = ({ part: object, reason }: UnreadablePartError) => {
    unreadable.set(object, { part: object, reason });
  };
  for await (const block of blocksOf(deps, step, part, unread)) {
    const piece = Buffer.from(lines.of(block, step));
    if (bytes > 0 && bytes + piece.byteLength > deps.limits.bytesPerFile) await put();
    pieces.push(piece);
    bytes += piece.byteLength;
  }
  if (bytes > 0 || (part.first && files.length === 0 && unreadable.size === 0)) await put();
  return { files, unreadable: [...unreadable.values()] };
}

async function* blocksOf(
  { trailOf }: WritePartDependencies,
  step: StoredStep,
  { of, from, through }: ExportPart,
  unread: (error: UnreadablePartError) => void,
): AsyncGenerator<TrailBlock> {
  const trail = trailOf(step);
  const chunks = (await trail.chunks(step)).filter((chunk) => from <= chunk && chunk <= through).reverse();
  for (let start = 0; start < chunks.length; start += blocksAtOnce) {
    const batch = chunks.slice(start, start + blocksAtOnce);
    const read = (chunk: number) =>
      trail.block(step, chunk, [of]).catch((error: unknown) => {
        if (!(error instanceof UnreadablePartError)) throw error;
        unread(error);
      });
    for (const block of await Promise.all(batch.map(read))) if (block) yield block;
  }
}

const keyOf = ({ org, runId, format, of, stream, from, through }: ExportPart, file: number): string =>
  `${org}/exports/${runId}/${of}/${encodeURIComponent(stream)}/${from}-${through}-${file}.${format}`;
