import { createHash } from 'node:crypto';
import type { ExportFormat, ExportList } from '../api/export.ts';

export const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

const longestStream = 60;

/**
 * Names for the files of each stream of a run, `<run>-<stream>-<list>-<number>.<format>`: what every file system and
 * header takes, and no two alike where case does not count. Streams whose names would come out alike carry a hash.
 */
export function fileNames(runId: string, streams: readonly string[], of: ExportList, format: ExportFormat) {
  const plain = Map.groupBy(streams, (stream) => plainOf(stream).toLowerCase());
  return (stream: string, index: number): string => {
    const alone = (plain.get(plainOf(stream).toLowerCase())?.length ?? 0) <= 1;
    const name = alone ? plainOf(stream) : `${plainOf(stream)}-${hashOf(stream)}`;
    return `${runId}-${name}-${of}-${String(index + 1).padStart(3, '0')}.${format}`;
  };
}

const plainOf = (stream: string): string => stream.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, longestStream);

const hashOf = (stream: string): string => createHash('sha256').update(stream).digest('hex').slice(0, 8);
