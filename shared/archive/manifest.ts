import type { Objects } from '../objects/objects.ts';
import type { StoredRun } from '../runs/run-store.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { BlockPart } from '../trail/readable-trail.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { manifestKey } from './archive-keys.ts';

/** A Parquet file of a run. */
export interface ManifestFile {
  readonly of: BlockPart;
  readonly key: string;
  readonly bytes: number;
}

/** What the archive holds of a run: for whoever has nothing but the bucket. */
export interface Manifest {
  readonly version: 1;
  readonly archivedAt: string;
  readonly run: Omit<StoredRun, 'archiving' | 'archivedAt'>;
  readonly steps: readonly (Pick<StoredStep, 'stream' | 'mode' | 'startedAt' | 'endedAt' | 'finalCounts' | 'proof'> & {
    readonly files: readonly ManifestFile[];
  })[];
}

export const encodeManifest = (manifest: Manifest): Uint8Array => Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);

/** The manifest of an archived run. Throws UnreadablePartError where it is missing or damaged. */
export async function readManifest(archive: Objects, org: string, runId: string): Promise<Manifest> {
  const key = manifestKey(org, runId);
  const bytes = await archive.get(key);
  if (!bytes) throw new UnreadablePartError(key, 'missing');
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
  } catch (error) {
    throw new UnreadablePartError(key, 'damaged', { cause: error });
  }
}
