import type { ExportList } from '../api/export.ts';
import { readManifest } from '../archive/manifest.ts';
import type { Objects } from '../objects/objects.ts';
import type { StoredRun } from '../runs/run-store.ts';

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
}

/** The files as the run's manifest names them. */
export const filesInManifest = (archive: Objects): ArchiveFiles => ({
  async list({ org, runId, archivedAt }) {
    if (archivedAt === null) return undefined;
    const { steps } = await readManifest(archive, org, runId);
    return steps.flatMap(({ stream, files }) => files.map(({ of, key, bytes }) => ({ of, key, bytes, stream })));
  },
});
