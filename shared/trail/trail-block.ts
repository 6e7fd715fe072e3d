import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Call } from '../api/call.ts';
import type { EntityAction, FieldChange, Severity } from '../api/entity.ts';
import type { Page } from '../api/page.ts';

/** What happened to one record, as a chunk's worker decided it. */
export interface EntityEntry {
  readonly externalId: string | null;
  readonly name: string | null;
  readonly page: number | null;
  readonly action: EntityAction;
  readonly status: Severity;
  readonly code?: string;
  readonly message?: string;
  /** Hash of the content now in the target, 16 hexadecimal digits; creates and updates only. */
  readonly content?: string;
  readonly changes?: readonly FieldChange[];
  /** What the target calls it; of outbound changes only, where the target says. */
  readonly targetId?: string;
}

/** The trail of one chunk: its pages, entities and calls. */
export interface TrailBlock {
  /** When the chunk was applied. */
  readonly at: string;
  readonly pages: readonly Omit<Page, 'stream'>[];
  readonly calls: readonly Call[];
  readonly entities: readonly EntityEntry[];
}

type Details = Omit<EntityEntry, 'externalId' | 'name' | 'page' | 'action'>;

/** Columns compress far better than rows: an unchanged record is its id, its name and one letter. */
interface Columns {
  readonly at: string;
  readonly pages: TrailBlock['pages'];
  readonly calls: TrailBlock['calls'];
  readonly ids: readonly (string | null)[];
  readonly names: readonly (string | null)[];
  /** Pages as runs of [page, how many entities]. */
  readonly pageRuns: readonly (readonly [number | null, number])[];
  /** One letter an entity. */
  readonly actions: string;
  /** Position → what differs from a plain OK. */
  readonly details: Readonly<Record<string, Details>>;
}

/** The letter of an action: in a block's columns, and in the outcomes of its summary. */
export const actionLetters: Readonly<Record<EntityAction, string>> = {
  CREATE: 'C',
  UPDATE: 'U',
  DELETE: 'D',
  SKIP: 'S',
  NONE: 'N',
};
const actionOf = new Map(Object.entries(actionLetters).map(([action, letter]) => [letter, action as EntityAction]));

export function encodeBlock(block: TrailBlock): Uint8Array {
  const details: Record<string, Details> = {};
  for (const [position, entity] of block.entities.entries()) {
    const { externalId, name, page, action, ...rest } = entity;
    const isPlain = rest.status === 'OK' && Object.keys(rest).length === 1;
    if (!isPlain) details[position] = rest;
  }
  const columns: Columns = {
    at: block.at,
    pages: block.pages,
    calls: block.calls,
    ids: block.entities.map(({ externalId }) => externalId),
    names: block.entities.map(({ name }) => name),
    pageRuns: runsOf(block.entities.map(({ page }) => page)),
    actions: block.entities.map(({ action }) => actionLetters[action]).join(''),
    details,
  };
  return zstdCompressSync(JSON.stringify(columns));
}

/** More ids than these are found faster in what is unpacked. */
const mostIdsInText = 8;

/** What need not be taken out of a block. */
export interface DecodeOptions {
  /** Where none of these ids is in its text, the block comes without its lists. */
  readonly externalIds?: readonly string[] | undefined;
  /** False: it comes without its entities, which are nearly all of the work. Default: true. */
  readonly entities?: boolean;
}

/** Throws where the bytes are damaged. */
export function decodeBlock(bytes: Uint8Array, { externalIds, entities = true }: DecodeOptions = {}): TrailBlock {
  const text = zstdDecompressSync(bytes);
  if (externalIds && externalIds.length <= mostIdsInText && !mentions(text, externalIds)) return withoutLists;
  const columns = JSON.parse(text.toString('utf8')) as Columns;
  const { at, pages, calls } = columns;
  return { at, pages, calls, entities: entities ? entitiesOf(columns) : [] };
}

function entitiesOf({ ids, names, pageRuns, actions, details }: Columns): EntityEntry[] {
  const pages = pageRuns.flatMap(([page, length]) => new Array<number | null>(length).fill(page));
  return ids.map((externalId, position) => {
    const name = names[position] ?? null;
    const page = pages[position] ?? null;
    const action = actionOf.get(actions.charAt(position)) ?? 'NONE';
    const more = details[position];
    // Nearly all are plain, and spreading takes several times as long.
    return more ? { externalId, name, page, action, ...more } : { externalId, name, page, action, status: 'OK' };
  });
}

const withoutLists: TrailBlock = { at: '', pages: [], calls: [], entities: [] };

const mentions = (text: Buffer, ids: readonly string[]): boolean => ids.some((id) => text.includes(JSON.stringify(id)));

function runsOf(pages: readonly (number | null)[]): [number | null, number][] {
  const runs: [number | null, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last && last[0] === page) last[1] += 1;
    else runs.push([page, 1]);
  }
  return runs;
}
