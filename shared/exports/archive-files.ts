import type { ExportList } from '../api/export.ts';
import { readManifest } from '../archive/manifest.ts';
import type { Objects } from '../objects/objects.ts';
import type { StoredRun } from '../runs/run-store.ts';
import type { UnreadablePart } from '../trail/unreadable-part-error.ts';

/** A Parquet file of a run in the archive bucket. */
export interface ArchiveFile {
  readonly key: string;
  readonly bytes: number;
  readonly of: ExportList;
  readonly stream: string;
}

export interface ArchiveFiles {
  /**
   * All files of a run, in the order of its log; undefined while it is not archived. Throws UnreadablePartError where
   * the archive does not know them any more.
   */
  list(run: Pick<StoredRun, 'org' | 'runId' | 'archivedAt'>): Promise<readonly ArchiveFile[] | undefined>;
  /** What is to be said of a file that is not there, or not as long as it was; undefined where it is. */
  unreadable(file: ArchiveFile): Promise<UnreadablePart | undefined>;
}

/** What a Parquet file ends with. */
const magic = 'PAR1';

/** The files as the run's manifest names them. */
export const filesInManifest = (archive: Objects): ArchiveFiles => ({
  async list({ org, runId, archivedAt }) {
    if (archivedAt === null) return undefined;
    const { steps } = await readManifest(archive, org, runId);
    return steps.flatMap(({ stream, files }) => files.map(({ of, key, bytes }) => ({ of, key, bytes, stream })));
  },

  async unreadable({ key, bytes }) {
    const end = await archive.getRange(key, bytes - magic.length, bytes);
    if (!end) return { part: key, reason: 'missing' };
    return Buffer.from(end).toString('latin1') === magic ? undefined : { part: key, reason: 'damaged' };
  },
});
