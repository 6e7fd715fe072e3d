import type { ConnectorContext } from './connector-context.ts';
import type { JsonObject } from './json.ts';

/** One record of ours on its way to the target. */
export interface TargetRecord {
  readonly stream: string;
  /** The record's id in our store. */
  readonly id: string;
  readonly name: string | null;
  /** What the target calls it; null before it was created there, or where the target does not say. */
  readonly targetId: string | null;
  /** Of a deletion, the record as the target was last given it. */
  readonly data: JsonObject;
  /** The same for every attempt to carry out one change. */
  readonly idempotencyKey: string;
}

/** What a target can do with the records of one stream. */
export interface TargetAbilities {
  /** Whether it deletes; otherwise it keeps what is gone on our side. */
  readonly deletes: boolean;
  /** Whether `find` may be asked. */
  readonly finds: boolean;
  /** For so long (ms) a create with the same idempotency key is carried out only once; null: each time it is sent. */
  readonly createsOnceForMs: number | null;
  /** What becomes of a create without an answer where nothing of the above can settle it. */
  readonly ifUnclear: 'wait' | 'create';
}

/**
 * What makes a connector write. Each method is one change, through `context.http`, and throws SourceError where the target
 * does not take it. The pipeline keeps what the target was given and is told by the error whether to try again, so that a
 * method need not care about repetitions.
 */
export interface Target<Settings> {
  /** Whose records are sent, and which stream of theirs each of ours takes. */
  source(settings: Settings): {
    readonly integrationId: string;
    readonly streams: Readonly<Record<string, string>>;
  };
  /** Requests that one worker makes at a time. */
  concurrency(settings: Settings): number;
  abilities(settings: Settings, stream: string): TargetAbilities;
  /** Throws SourceError `target_no_id` where the target took it and its id cannot be read. */
  create(context: ConnectorContext<Settings>, record: TargetRecord): Promise<{ readonly targetId: string | null }>;
  /** Gives the target the whole record; the same any number of times. */
  update(context: ConnectorContext<Settings>, record: TargetRecord): Promise<void>;
  remove(context: ConnectorContext<Settings>, record: TargetRecord): Promise<void>;
  /** Whether the target has the record, by whatever of it both sides know; null where it has not. */
  find(context: ConnectorContext<Settings>, record: TargetRecord): Promise<{ readonly targetId: string | null } | null>;
}
