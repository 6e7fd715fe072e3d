import type { SourceRecord } from '../../../shared/connector/connector.ts';
import type { Json } from '../../../shared/connector/json.ts';
import type { CompiledStream } from '../manifest/compiled-stream.ts';
import { nameOf } from './record-name.ts';

/** A record as the pipeline takes it. */
export function toRecord(stream: CompiledStream, record: Json): SourceRecord {
  // What is no object cannot be a record; it is passed on without an id, so that it is logged and skipped.
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { id: null, name: null, data: { value: record } };
  return { id: stream.idOf(record), name: nameOf(record), data: record };
}
