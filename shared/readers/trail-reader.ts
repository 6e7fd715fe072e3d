import type { CallOfRun } from '../api/call.ts';
import type { Decision, Entity } from '../api/entity.ts';
import type { PageRequest } from '../api/list.ts';
import type { Page } from '../api/page.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import type { BlockPart, ChunkFacts, ReadableTrail, WantedEntities } from '../trail/readable-trail.ts';
import { isExpired } from '../trail/retention.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import { trailLookup } from '../trail/trail-lookup.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { type EntityFilters, holdsPage, isWithin, matcherOf, mayHoldEntity, outcomesFor } from './entity-filters.ts';
import { explainEntity } from './explain-entity.ts';
import { presentCall } from './present-call.ts';
import { presentEntity } from './present-entity.ts';
import { decodeTrailCursor, encodeTrailCursor, type TrailPosition } from './trail-cursor.ts';

export interface TrailPage<Item> {
  readonly items: Item[];
  readonly next: string | null;
  /** Parts of the archive that could not be read: what they hold is not among the items. */
  readonly unreadable: readonly UnreadablePartError[];
}

export interface PageFilters {
  readonly stream?: string | undefined;
  /** As they were asked for: a cursor belongs to them. */
  readonly externalId?: string | undefined;
  readonly q?: string | undefined;
}

/** External ids of the records that a list is narrowed to, for each stream. */
export type WantedRecords = (stream: string) => readonly string[];

export interface CallFilters extends PageFilters {
  readonly page?: number | undefined;
}

/** Blocks unpacked for one page of a list at the most; a page of a rare filter is then short, and its cursor goes on. */
const blocksPerRequest = 64;

/** What one kind of list takes from the trail of one step. */
interface Listing<Item> {
  readonly part: BlockPart;
  /** Whether a chunk may hold something; null where no filter can rule chunks out. */
  readonly mayHold: ((facts: ChunkFacts) => boolean) | null;
  /** Only chunks that may hold this record. */
  readonly externalId?: string | undefined;
  /** What of the entities `items` is going to take. */
  readonly wanted?: WantedEntities;
  /** Items of a block, newest first. */
  items(block: TrailBlock): Item[];
}

interface ListQuery {
  readonly kind: string;
  readonly org: string;
  readonly runId: string;
  readonly filters: { readonly stream?: string | undefined };
}

export class TrailReader {
  readonly #steps: StepStore;
  readonly #trailOf: (step: StoredStep) => ReadableTrail;
  readonly #now: () => number;

  /** `trailOf` tells where the trail of a step lies. */
  constructor(steps: StepStore, trailOf: (step: StoredStep) => ReadableTrail, now: () => number) {
    this.#steps = steps;
    this.#trailOf = trailOf;
    this.#now = now;
  }

  pages(org: string, runId: string, filters: PageFilters, page: PageRequest, records?: WantedRecords) {
    return this.#list<Page>({ kind: 'pages', org, runId, filters }, page, async (step, unreadable) => {
      const wanted = await this.#pagesWith(step, records, unreadable);
      return {
        part: 'pages',
        mayHold: wanted && ((facts) => wanted.some((one) => holdsPage(facts, one))),
        items: ({ pages }) =>
          pages
            .filter((one) => wanted?.includes(one.page) ?? true)
            .map((one) => ({ ...one, stream: step.stream }))
            .reverse(),
      };
    });
  }

  calls(org: string, runId: string, filters: CallFilters, page: PageRequest, records?: WantedRecords) {
    return this.#list<CallOfRun>({ kind: 'calls', org, runId, filters }, page, async (step, unreadable) => {
      const withRecord = await this.#pagesWith(step, records, unreadable);
      const ofRecord = new Set<string | undefined>(filters.page === undefined ? records?.(step.stream) : []);
      const wanted =
        filters.page === undefined ? withRecord : [filters.page].filter((one) => withRecord?.includes(one) ?? true);
      return {
        part: 'calls',
        mayHold: wanted && ((facts) => wanted.some((one) => holdsPage(facts, one))),
        items: ({ calls }) =>
          calls
            .filter((call) => !wanted || wanted.includes(call.page ?? 0) || ofRecord.has(call.entity))
            .map((call) => presentCall(call, step.stream))
            .reverse(),
      };
    });
  }

  entities(org: string, runId: string, filters: EntityFilters, page: PageRequest) {
    const { externalId, page: ofPage, status, action, from, to } = filters;
    const outcomes = outcomesFor(filters);
    const wanted: WantedEntities = {
      ...(externalId !== undefined && { externalIds: [externalId] }),
      ...(outcomes && { outcomes }),
    };
    const narrows = [ofPage, status, action, from, to].some((filter) => filter !== undefined);
    return this.#list<Entity>({ kind: 'entities', org, runId, filters }, page, async (step) => ({
      part: 'entities',
      mayHold: narrows ? (facts) => mayHoldEntity(facts, filters) : null,
      externalId,
      wanted,
      items: ({ at, entities }) =>
        isWithin(at, filters)
          ? entities
              .filter(matcherOf(filters, step))
              .map((entry) => presentEntity(entry, step, at))
              .reverse()
          : [],
    }));
  }

  /** One record with what changed in it, the calls that fetched its page, and why. Throws UnreadablePartError. */
  async entity(
    org: string,
    runId: string,
    stream: string,
    externalId: string,
  ): Promise<{ entity: Entity; calls: CallOfRun[]; decisions: Decision[] } | undefined> {
    const step = await this.#steps.get({ org, runId, stream });
    if (!step || isExpired(step.expiresAt, this.#now())) return undefined;
    const found = (await trailLookup(this.#trailOf).find(step, [externalId])).get(externalId);
    if (!found) return undefined;
    const entity = presentEntity(found.entry, step, found.at, true);
    const calls = step.outbound
      ? await this.#callsOfEntity(step, found.chunk, externalId)
      : await this.#callsOfPage(step, found.chunk, found.entry.page);
    return { entity, calls, decisions: explainEntity(entity, calls, step) };
  }

  /** Streams of a run whose step touched one of some records. */
  async streamsWith(org: string, runId: string, records: WantedRecords) {
    const unreadable = new UnreadableParts();
    const steps = await this.#stepsOf(org, runId, undefined);
    const touched = await Promise.all(
      steps.map((step) => unreadable.note(this.#touched(step, records(step.stream), unreadable))),
    );
    return {
      streams: steps.filter((_, index) => touched[index]).map(({ stream }) => stream),
      unreadable: unreadable.all,
    };
  }

  /** Whether a step touched one of some records, as far as can be read. */
  async #touched(step: StoredStep, externalIds: readonly string[], unreadable: UnreadableParts): Promise<boolean> {
    for await (const { entities } of this.#blocksWith(step, externalIds, unreadable)) {
      if (entities.some(({ externalId }) => externalId !== null && externalIds.includes(externalId))) return true;
    }
    return false;
  }

  /** Blocks that may hold one of some records. */
  async *#blocksWith(step: StoredStep, externalIds: readonly string[], unreadable: UnreadableParts) {
    if (externalIds.length === 0) return;
    const trail = this.#trailOf(step);
    for (const chunk of await trail.thatMayHold(step, await trail.chunks(step), externalIds)) {
      const block = await unreadable.note(trail.block(step, chunk, ['entities'], { externalIds }));
      if (block) yield block;
    }
  }

  /** Pages of a step that hold one of some records; null where none is asked for. */
  async #pagesWith(
    step: StoredStep,
    records: WantedRecords | undefined,
    unreadable: UnreadableParts,
  ): Promise<number[] | null> {
    if (!records) return null;
    const wanted = new Set(records(step.stream));
    const pages = new Set<number>();
    for await (const { entities } of this.#blocksWith(step, [...wanted], unreadable)) {
      for (const { externalId, page } of entities) {
        if (externalId !== null && page !== null && wanted.has(externalId)) pages.add(page);
      }
    }
    return [...pages];
  }

  /** The requests that wrote a record to its target are where it is told of. */
  async #callsOfEntity(step: StoredStep, chunk: number, externalId: string): Promise<CallOfRun[]> {
    const { calls } = await this.#trailOf(step).block(step, chunk, ['calls']);
    return calls.filter(({ entity }) => entity === externalId).map((call) => presentCall(call, step.stream));
  }

  /** A page with more records than a chunk goes on in the next ones; its calls are where it began. */
  async #callsOfPage(step: StoredStep, chunk: number, page: number | null): Promise<CallOfRun[]> {
    if (page === null) return [];
    const trail = this.#trailOf(step);
    const chunks = await trail.chunks(step);
    for (const before of chunks.slice(chunks.indexOf(chunk))) {
      const { pages, calls } = await trail.block(step, before, ['pages', 'calls']);
      if (!pages.some((one) => one.page === page)) continue;
      return calls.filter((call) => call.page === page).map((call) => presentCall(call, step.stream));
    }
    return [];
  }

  async #list<Item>(
    query: ListQuery,
    { limit, cursor }: PageRequest,
    listingOf: (step: StoredStep, unreadable: UnreadableParts) => Promise<Listing<Item>>,
  ): Promise<TrailPage<Item> | 'bad-cursor'> {
    const from = cursor === null ? null : decodeTrailCursor(query, cursor);
    if (from === undefined) return 'bad-cursor';
    const items: Item[] = [];
    const unreadable = new UnreadableParts();
    let blocks = 0;
    for (const step of await this.#stepsOf(query.org, query.runId, query.filters.stream)) {
      if (from && step.stream < from.stream) continue;
      const listing = await unreadable.note(listingOf(step, unreadable));
      if (!listing) continue;
      for await (const chunk of this.#chunks(step, from, listing, unreadable)) {
        const block = await unreadable.note(this.#trailOf(step).block(step, chunk, [listing.part], listing.wanted));
        const all = block ? listing.items(block) : [];
        const given = from?.stream === step.stream && from.chunk === chunk ? from.given : 0;
        const taken = all.slice(given, given + limit - items.length);
        items.push(...taken);
        blocks += 1;
        if (items.length === limit || blocks === blocksPerRequest) {
          const position: TrailPosition = { stream: step.stream, chunk, given: given + taken.length };
          return { items, next: encodeTrailCursor(query, position), unreadable: unreadable.all };
        }
      }
    }
    return { items, next: null, unreadable: unreadable.all };
  }

  /** By name; all of a run, or the one that is asked for. */
  async #stepsOf(org: string, runId: string, stream: string | undefined): Promise<StoredStep[]> {
    const steps =
      stream === undefined ? await this.#steps.list(org, runId) : [await this.#steps.get({ org, runId, stream })];
    return steps
      .filter((step) => step !== undefined)
      .filter((step) => !isExpired(step.expiresAt, this.#now()))
      .sort((one, other) => (one.stream < other.stream ? -1 : 1));
  }

  /** Chunks that may be shown and may hold something, from a position on, newest first. */
  async *#chunks(
    step: StoredStep,
    from: TrailPosition | null,
    { mayHold, externalId }: Listing<unknown>,
    unreadable: UnreadableParts,
  ): AsyncGenerator<number> {
    const trail = this.#trailOf(step);
    const all = (await unreadable.note(trail.chunks(step))) ?? [];
    const behind = all.filter((chunk) => !from || step.stream !== from.stream || chunk <= from.chunk);
    // A group at a time: mostly the first ones fill the page, and the others are never asked about.
    for (const group of Map.groupBy(behind, groupOfChunk).values()) {
      const ofRecord = externalId === undefined ? group : await trail.thatMayHold(step, group, [externalId]);
      const holding = mayHold
        ? (await trail.facts(step, ofRecord)).filter(mayHold).map(({ chunk }) => chunk)
        : ofRecord;
      yield* holding;
    }
  }
}

/** Collects what could not be read, each part once, so that the rest can be served. */
class UnreadableParts {
  readonly #parts = new Map<string, UnreadablePartError>();

  get all(): readonly UnreadablePartError[] {
    return [...this.#parts.values()];
  }

  async note<Result>(reading: Promise<Result>): Promise<Result | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof UnreadablePartError)) throw error;
      this.#parts.set(error.part, error);
      return undefined;
    }
  }
}
