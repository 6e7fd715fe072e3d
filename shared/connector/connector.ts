import type * as z from 'zod';
import type { ConnectorContext } from './connector-context.ts';
import type { Json, JsonObject } from './json.ts';
import type { RateRhythm } from './rhythm.ts';
import { type SettingsProblem, settingsProblemText } from './settings-problem.ts';
import type { Target } from './target.ts';

/** One kind of record that a connector offers. */
export interface StreamDefinition {
  readonly name: string;
  /** `update` is offered only by streams that can ask the source for what changed since a cursor. */
  readonly modes: readonly ('full' | 'update')[];
  /** Whether single records of it can be asked for with `fetchOne`. Default: no. */
  readonly byId?: boolean;
  /** Of a connector that writes: the stream of the integration that it reads from. */
  readonly from?: string;
  /**
   * How often it is synced by itself where nobody has configured otherwise; default: never. No times of the day: in
   * which time zone they are meant, only the integration knows.
   */
  readonly rhythm?: RateRhythm;
}

/** One record as the source gave it, with the two things the trail needs to speak of it. */
export interface SourceRecord {
  /** The source's own id, as text. Null where the record has none that can be used: it is logged and skipped. */
  readonly id: string | null;
  /** What a person would call the record, for display and search; null where nothing fits. */
  readonly name: string | null;
  readonly data: JsonObject;
}

/** One paginated response of the source. */
export interface SourcePage {
  readonly records: readonly SourceRecord[];
  /** Opaque to the pipeline: handed back as `ReadRequest.resume`, reading goes on behind this page. */
  readonly resume: Json;
  /**
   * The stream's cursor if reading ended behind this page; the pipeline keeps the last one, and only when the whole
   * step went well. Absent for streams without update mode.
   */
  readonly cursor?: Json;
  /** How many records the source says it holds for this read, where it says so. */
  readonly reportedTotal?: number;
}

/** What the source says of one record. `gone` only where it says plainly that it has no such record (any more). */
export type FetchedRecord = { readonly kind: 'found'; readonly record: SourceRecord } | { readonly kind: 'gone' };

export interface ReadRequest {
  readonly stream: string;
  readonly mode: 'full' | 'update';
  /** The cursor kept from the last good run; null on the first. Full reads ignore it. */
  readonly cursor: Json;
  /** Null at the start, else the `resume` of the last page that counted: read on from there. */
  readonly resume: Json;
}

export interface TestResult {
  readonly ok: boolean;
  /** For a person: what was reached, or what is wrong and what to do about it. */
  readonly message: string;
}

/** What a connector can say of settings that are still being written. */
export interface SettingsDraft {
  /** JSON schemas that are more exact than the one of `settings`, by JSON pointer of what they describe. */
  readonly schemas: Readonly<Record<string, JsonObject>>;
  /** What these settings would offer, and what stands in the way of each. */
  readonly streams: readonly { readonly name: string; readonly problems: readonly SettingsRemark[] }[];
  /** What stands in the way of all of them. */
  readonly problems: readonly SettingsRemark[];
}

/** Something in a text that settings hold, such as a manifest. */
export interface SettingsRemark {
  /** Within the text's own structure, as in `streams[0].retriever`; empty for the whole. */
  readonly path: string;
  /** From 1. */
  readonly line?: number;
  readonly message: string;
}

export interface Connector<Settings = unknown> {
  /** Stable name, as used by the API: `http`, `scim`. */
  readonly type: string;
  readonly title: string;
  readonly settings: z.ZodType<Settings>;
  /** JSON pointers of the settings that are secret: encrypted at rest, never returned, redacted everywhere. */
  secrets(settings: Settings): readonly string[];
  /** The streams these settings offer. Throws SettingsError where they cannot work. */
  streams(settings: Settings): readonly StreamDefinition[];
  /**
   * For settings that say themselves what else is to be set: what follows from what is there so far, complete or not.
   * Asks nobody, and never throws.
   */
  draft?(settings: JsonObject): SettingsDraft;
  test(context: ConnectorContext<Settings>): Promise<TestResult>;
  /**
   * The source's pages, in order. Fetches one page for each pull on the iterator and never ahead: the pipeline
   * prefetches, and books the calls made during one pull on the page that it yields.
   */
  read(context: ConnectorContext<Settings>, request: ReadRequest): AsyncIterable<SourcePage>;
  /**
   * One record by its id, for streams that are `byId`. Throws SourceError where the source could not be asked, or did
   * not answer the question: a `gone` deletes the record here, so a doubt is an error.
   */
  fetchOne?(context: ConnectorContext<Settings>, stream: string, id: string): Promise<FetchedRecord>;
  /**
   * Whether a run may be cancelled while it reads; default: yes. `false` for sources that must be read to their end
   * once begun. `read` should heed `context.signal` either way: it is aborted when a run is cancelled.
   */
  readonly cancellable?: boolean;
  /** Makes it one that writes: records go from our store to the external system, and `read` is never asked. */
  readonly target?: Target<Settings>;
}

export function defineConnector<Settings>(connector: Connector<Settings>): Connector<Settings> {
  return connector;
}

/** Settings that passed the schema but cannot work; `problems` names each with its place, where one is known, and what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly (string | SettingsProblem)[]) {
    const placed = problems.map((problem) =>
      typeof problem === 'string' ? { pointer: '', detail: problem } : problem,
    );
    super(placed.map(settingsProblemText).join('\n'));
    this.problems = placed;
  }
}

/**
 * Reading the source failed and retrying inside the run will not help. `code` is stable and ends up in the trail
 * (`http_404`, `page_not_json`, `timeout`); the message says what to do.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
