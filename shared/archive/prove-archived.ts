import type { Objects } from '../objects/objects.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { directoryKey, fileKey } from './archive-keys.ts';
import { type ArchivedGroup, decodeDirectory } from './chunk-directory.ts';

/** Every Parquet file ends with these four bytes. */
const magic = 'PAR1';

/**
 * Compares the archive of a step with its hot copy: the same chunks, each with as many entities and calls, and every file
 * there at its full length. Answers with the groups, or says what is missing.
 */
export async function proveArchived(
  { archive, hot }: { readonly archive: Objects; readonly hot: ReadableTrail },
  step: StoredStep,
): Promise<{ kind: 'proven'; groups: readonly ArchivedGroup[] } | { kind: 'missing'; what: string }> {
  const bytes = await archive.get(directoryKey(step));
  if (!bytes) return { kind: 'missing', what: `the directory of ${step.stream}` };
  const groups = groupsOf(bytes);
  if (!groups) return { kind: 'missing', what: `a directory of ${step.stream} that can be read` };
  const archived = new Map(groups.flatMap(({ chunks }) => chunks.map((chunk) => [chunk.chunk, chunk])));
  const chunks = await hot.chunks(step);
  if (archived.size !== chunks.length) return { kind: 'missing', what: `chunks of ${step.stream}` };
  for (const { chunk, entities, calls } of await hot.facts(step, chunks)) {
    const copy = archived.get(chunk);
    if (copy?.entities !== entities || copy.calls !== calls) {
      return { kind: 'missing', what: `entries of chunk ${chunk} of ${step.stream}` };
    }
  }
  for (const { group, files } of groups) {
    for (const { of, bytes: length } of files) {
      const end = await archive.getRange(fileKey(step, group, of), length - magic.length, length);
      if (!end || Buffer.from(end).toString('latin1') !== magic) {
        return { kind: 'missing', what: `the file ${fileKey(step, group, of)}` };
      }
    }
  }
  return { kind: 'proven', groups };
}

function groupsOf(directory: Uint8Array): readonly ArchivedGroup[] | undefined {
  try {
    return decodeDirectory(directory).groups;
  } catch {
    return undefined;
  }
}
