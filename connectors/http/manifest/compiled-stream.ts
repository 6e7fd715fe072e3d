import type { JsonObject } from '../../../shared/connector/json.ts';
import type { RateRhythm } from '../../../shared/connector/rhythm.ts';
import type { Cursor } from './cursor.ts';
import type { RecordById } from './record-by-id.ts';
import type { Retriever } from './retriever.ts';

/** A stream of the manifest, ready to be read. */
export interface CompiledStream {
  readonly name: string;
  readonly retriever: Retriever;
  readonly cursor: Cursor | null;
  /** Null where single records cannot be asked for. */
  readonly byId: RecordById | null;
  /** How often it is synced by itself unless configured otherwise; null where the file does not say. */
  readonly rhythm: RateRhythm | null;
  /** The record's id; null where it has none that can be used. */
  idOf(record: JsonObject): string | null;
}
