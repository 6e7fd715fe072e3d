import type { Call } from '../api/call.ts';
import type { Entity } from '../api/entity.ts';
import type { PageRequest } from '../api/list.ts';
import type { Page } from '../api/page.ts';
import { hash64 } from '../fingerprints/hash.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { mayHold } from '../trail/id-filter.ts';
import { isExpired } from '../trail/retention.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import type { ChunkSummary, TrailStore } from '../trail/trail-store.ts';
import { type EntityFilters, holdsPage, matcherOf, mayHoldEntity } from './entity-filters.ts';
import { presentEntity } from './present-entity.ts';
import { readableChunks } from './readable-chunks.ts';
import { decodeTrailCursor, encodeTrailCursor, type TrailPosition } from './trail-cursor.ts';

export interface TrailPage<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

export interface CallFilters {
  readonly stream?: string | undefined;
  readonly page?: number | undefined;
}

/** Blocks unpacked for one page of a list at the most; a page of a rare filter is then short, and its cursor goes on. */
const blocksPerRequest = 64;

/** What one kind of list takes from the trail. */
interface Listing<Item> {
  readonly kind: string;
  /** Whether a chunk may hold something; asked only where a filter can rule chunks out. */
  readonly mayHold: ((summary: ChunkSummary) => boolean) | null;
  /** Items of a chunk, newest first. */
  items(block: TrailBlock, step: StoredStep): Item[];
}

export class TrailReader {
  readonly #steps: StepStore;
  readonly #tallies: TallyStore;
  readonly #trail: TrailStore;
  readonly #now: () => number;

  constructor(steps: StepStore, tallies: TallyStore, trail: TrailStore, now: () => number) {
    this.#steps = steps;
    this.#tallies = tallies;
    this.#trail = trail;
    this.#now = now;
  }

  pages(org: string, runId: string, filters: { stream?: string | undefined }, page: PageRequest) {
    return this.#list<Page>(org, runId, filters, page, {
      kind: 'pages',
      mayHold: null,
      items: ({ pages }, { stream }) => pages.map((one) => ({ ...one, stream })).reverse(),
    });
  }

  calls(org: string, runId: string, filters: CallFilters, page: PageRequest) {
    const ofPage = filters.page;
    return this.#list<Call>(org, runId, filters, page, {
      kind: 'calls',
      mayHold: ofPage === undefined ? null : (summary) => holdsPage(summary, ofPage),
      items: ({ calls }) => calls.filter((call) => ofPage === undefined || call.page === ofPage).reverse(),
    });
  }

  entities(org: string, runId: string, filters: EntityFilters, page: PageRequest) {
    const fits = matcherOf(filters);
    const narrows = filters.page !== undefined || filters.status !== undefined || filters.action !== undefined;
    return this.#list<Entity>(org, runId, filters, page, {
      kind: 'entities',
      mayHold: narrows ? (summary) => mayHoldEntity(summary, filters) : null,
      items: ({ at, entities }, step) =>
        entities
          .filter(fits)
          .map((entry) => presentEntity(entry, step, at))
          .reverse(),
    });
  }

  /** One record with what changed in it and the calls that fetched its page. */
  async entity(
    org: string,
    runId: string,
    stream: string,
    externalId: string,
  ): Promise<{ entity: Entity; calls: Call[] } | undefined> {
    const step = await this.#steps.get({ org, runId, stream });
    if (!step || isExpired(step.expiresAt, this.#now())) return undefined;
    const id = hash64(externalId);
    const readable = await readableChunks(this.#tallies, step);
    const candidates = await this.#thatMayHold(step, readable, (summary) => mayHold(summary.idFilter, id));
    let skipped: { entity: Entity; calls: Call[] } | undefined;
    for (const chunk of candidates) {
      const block = await this.#trail.block({ ...step, chunk });
      const entries = block?.entities.filter((entry) => entry.externalId === externalId) ?? [];
      // A record that came twice was dealt with once and skipped once; the first is what is asked for.
      const entry = entries.find(({ action }) => action !== 'SKIP') ?? entries.at(-1);
      if (!block || !entry) continue;
      const found = {
        entity: presentEntity(entry, step, block.at, true),
        calls: await this.#callsOfPage(step, readable, chunk, block, entry.page),
      };
      if (entry.action !== 'SKIP') return found;
      skipped ??= found;
    }
    return skipped;
  }

  /** A page with more records than a chunk goes on in the next ones; its calls are where it began. */
  async #callsOfPage(
    step: StoredStep,
    readable: readonly number[],
    chunk: number,
    block: TrailBlock,
    page: number | null,
  ): Promise<Call[]> {
    if (page === null) return [];
    for (let at = readable.indexOf(chunk), current: TrailBlock | undefined = block; current; ) {
      if (current.pages.some((one) => one.page === page)) return current.calls.filter((call) => call.page === page);
      at += 1;
      const before: number | undefined = readable[at];
      current = before === undefined ? undefined : await this.#trail.block({ ...step, chunk: before });
    }
    return [];
  }

  async #list<Item>(
    org: string,
    runId: string,
    filters: { readonly stream?: string | undefined },
    { limit, cursor }: PageRequest,
    listing: Listing<Item>,
  ): Promise<TrailPage<Item> | 'bad-cursor'> {
    const query = [listing.kind, org, runId, filters];
    const from = cursor === null ? null : decodeTrailCursor(query, cursor);
    if (from === undefined) return 'bad-cursor';
    const items: Item[] = [];
    let blocks = 0;
    for await (const { step, chunk } of this.#chunks(org, runId, filters.stream, from, listing.mayHold)) {
      const block = await this.#trail.block({ ...step, chunk });
      if (!block) throw new Error(`The trail of run ${runId} lacks chunk ${chunk} of ${step.stream}.`);
      const all = listing.items(block, step);
      const given = from?.stream === step.stream && from.chunk === chunk ? from.given : 0;
      const taken = all.slice(given, given + limit - items.length);
      items.push(...taken);
      blocks += 1;
      if (items.length === limit || blocks === blocksPerRequest) {
        const position: TrailPosition = { stream: step.stream, chunk, given: given + taken.length };
        return { items, next: encodeTrailCursor(query, position) };
      }
    }
    return { items, next: null };
  }

  /** Chunks that may be shown and may hold something, from a position on: streams by name, newest chunk first. */
  async *#chunks(
    org: string,
    runId: string,
    stream: string | undefined,
    from: TrailPosition | null,
    mayHoldItem: Listing<unknown>['mayHold'],
  ): AsyncGenerator<{ step: StoredStep; chunk: number }> {
    const steps =
      stream === undefined ? await this.#steps.list(org, runId) : [await this.#steps.get({ org, runId, stream })];
    for (const step of steps.sort((one, other) => ((one?.stream ?? '') < (other?.stream ?? '') ? -1 : 1))) {
      if (!step || isExpired(step.expiresAt, this.#now()) || (from && step.stream < from.stream)) continue;
      const readable = (await readableChunks(this.#tallies, step)).filter(
        (chunk) => !from || step.stream !== from.stream || chunk <= from.chunk,
      );
      const chunks = mayHoldItem ? await this.#thatMayHold(step, readable, mayHoldItem) : readable;
      for (const chunk of chunks) yield { step, chunk };
    }
  }

  async #thatMayHold(
    step: StoredStep,
    chunks: readonly number[],
    holds: (summary: ChunkSummary) => boolean,
  ): Promise<number[]> {
    const groups = [...new Set(chunks.map(groupOfChunk))];
    const summaries = (await Promise.all(groups.map((group) => this.#trail.summaries(step, group)))).flat();
    const holding = new Set(summaries.filter(holds).map(({ chunk }) => chunk));
    return chunks.filter((chunk) => holding.has(chunk));
  }
}
