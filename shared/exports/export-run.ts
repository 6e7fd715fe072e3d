import type { ExportFormat, ExportList } from '../api/export.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { isExpired } from '../trail/retention.ts';
import { type UnreadablePart, UnreadablePartError } from '../trail/unreadable-part-error.ts';
import type { ArchiveFiles } from './archive-files.ts';
import type { ExportFiles, MadeFile } from './export-files.ts';
import { type WrittenFilesDependencies, writtenFiles } from './written-files.ts';

export interface ExportRunDependencies extends WrittenFilesDependencies {
  readonly runs: RunStore;
  readonly archiveFiles: ArchiveFiles;
}

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly of: ExportList;
  /** Only of this stream; default: of all. */
  readonly stream: string | undefined;
}

export type ExportResult =
  | Exclude<ExportFiles, { kind: 'made' }>
  | {
      readonly kind: 'ready';
      readonly bucket: 'payloads' | 'archive';
      readonly files: readonly MadeFile[];
      /** Parts of the archive that could not be read: what they hold is not in the files. */
      readonly unreadable: readonly UnreadablePart[];
      /** All streams of the run, so that the names of their files can be told apart. */
      readonly streams: readonly string[];
    }
  | { readonly kind: 'run-not-found' }
  | { readonly kind: 'run-not-ended' }
  | { readonly kind: 'step-not-found'; readonly known: readonly string[] };

/** A run is sent to the archive within a minute or so of its end. */
const secondsToArchive = 15;

/** The log of a run that has ended, as files; begins to make them where they are not there. */
export async function exportRun(
  deps: ExportRunDependencies,
  org: string,
  runId: string,
  request: ExportRequest,
): Promise<ExportResult> {
  const run = await deps.runs.get(org, runId);
  if (!run || isExpired(run.expiresAt, deps.now())) return { kind: 'run-not-found' };
  if (!isEnded(run.progress)) return { kind: 'run-not-ended' };
  const all = await deps.steps.list(org, runId);
  const streams = all.map(({ stream }) => stream);
  const steps = request.stream === undefined ? all : all.filter(({ stream }) => stream === request.stream);
  if (steps.length === 0 && request.stream !== undefined) return { kind: 'step-not-found', known: streams };
  const bucket = request.format === 'parquet' ? 'archive' : 'payloads';
  const found = await filesOf(deps, run, steps, request);
  if (found.kind !== 'made') return found;
  const { files, unreadable } = found;
  return { kind: 'ready', bucket, files, unreadable, streams };
}

async function filesOf(
  deps: ExportRunDependencies,
  run: StoredRun,
  steps: readonly StoredStep[],
  { format, of }: ExportRequest,
): Promise<ExportFiles> {
  try {
    if (format !== 'parquet') return await writtenFiles(deps, steps, { format, of });
    const files = await deps.archiveFiles.list(run);
    if (!files) return { kind: 'preparing', retryAfterSeconds: secondsToArchive };
    const wanted = new Set(steps.map(({ stream }) => stream));
    const asked = files.filter((file) => file.of === of && wanted.has(file.stream));
    const states = await Promise.all(asked.map((file) => deps.archiveFiles.unreadable(file)));
    const unreadable = states.filter((state) => state !== undefined);
    const [first] = unreadable;
    if (first && unreadable.length === asked.length) throw new UnreadablePartError(first.part, first.reason);
    return { kind: 'made', files: asked.filter((_, index) => !states[index]), unreadable };
  } catch (error) {
    if (error instanceof UnreadablePartError) return { kind: 'failed', reason: error.message };
    throw error;
  }
}
