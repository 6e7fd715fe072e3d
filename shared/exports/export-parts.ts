import type { ExportList } from '../api/export.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import type { ExportPart, WrittenFormat } from './export-part.ts';

/**
 * The parts that make up the log of a step that has ended, in its order. The same each time, wherever its trail lies by
 * then: the chunks of such a step change no more.
 */
export async function partsOfStep(
  trail: Pick<ReadableTrail, 'chunks'>,
  step: StoredStep,
  { format, of }: { format: WrittenFormat; of: ExportList },
  chunksPerPart: number,
): Promise<{ chunks: number; parts: ExportPart[] }> {
  const { org, runId, stream } = step;
  const chunks = (await trail.chunks(step)).toReversed();
  const parts: ExportPart[] = [];
  for (let start = 0; start === 0 || start < chunks.length; start += chunksPerPart) {
    const inPart = chunks.slice(start, start + chunksPerPart);
    const range = { from: inPart[0] ?? 0, through: inPart.at(-1) ?? 0 };
    parts.push({ org, runId, stream, format, of, ...range, first: start === 0 });
  }
  return { chunks: chunks.length, parts };
}
