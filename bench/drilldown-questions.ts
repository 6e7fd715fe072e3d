import type { Random } from '../demo/random.ts';
import type { CallOfRun } from '../shared/api/call.ts';
import type { Entity } from '../shared/api/entity.ts';
import { type List, largestPage } from '../shared/api/list.ts';
import { stream } from './bench-product.ts';
import { timedGet } from './latencies.ts';
import { idsOfPage } from './made-runs/page-of-run.ts';
import { pageSize } from './source/records.ts';

/** One kind of thing that somebody may ask of a run; each time of another place in it. */
export interface Question {
  readonly kind: string;
  /** Milliseconds until the whole answer was there. Throws where it is not what was asked for. */
  ask(random: Random): Promise<number>;
}

type AnyList = List<unknown>;
/** Where a list can be gone on with; null is its beginning. */
type Place = string | null;

/** Items a page, as the console asks for them. */
const limit = 50;

/** Reads each list of a run to its end, and answers with what may be asked of it then. */
export async function questionsOf(path: string, records: number): Promise<Question[]> {
  const entities = await walk(`${path}/entities?`, largestPage);
  if (entities.items !== records) throw new Error(`The list has ${entities.items} entities of ${records}.`);
  const middle = entities.places.filter((_, at) => Math.abs(at / entities.places.length - 0.5) <= 0.1);
  const [byStatus, byAction] = [`${path}/entities?status=WARNING&`, `${path}/entities?action=UPDATE&`];
  return [
    fromOneOf('entities-first', `${path}/entities?`, [null]),
    fromOneOf('entities-middle', `${path}/entities?`, middle),
    fromOneOf('entities-last', `${path}/entities?`, [await lastPlace(`${path}/entities?`, entities)]),
    fromOneOf('by-status', byStatus, (await walk(byStatus, limit)).places),
    fromOneOf('by-action', byAction, (await walk(byAction, 10 * limit)).places),
    fromOneOf('pages', `${path}/pages?`, (await walk(`${path}/pages?`, largestPage)).places),
    fromOneOf('calls', `${path}/calls?`, (await walk(`${path}/calls?`, largestPage)).places),
    { kind: 'entity', ask: (random) => askForEntity(path, random, records) },
  ];
}

function fromOneOf(kind: string, list: string, places: readonly Place[]): Question {
  return {
    kind,
    async ask(random) {
      const { milliseconds, body } = await timedGet<AnyList>(urlOf(list, limit, random.pick(places)));
      if (body.items.length === 0) throw new Error(`${list} has no items where there must be some.`);
      return milliseconds;
    },
  };
}

async function askForEntity(path: string, random: Random, records: number): Promise<number> {
  const id = random.pick(idsOfPage(random.between(1, Math.floor(records / pageSize)), records));
  const url = `${path}/entity?step=${stream}&externalId=${id}`;
  const { milliseconds, body } = await timedGet<{ entity: Entity; calls: CallOfRun[] }>(url);
  if (body.entity.externalId !== id || body.calls.length === 0) throw new Error(`${url} brought something else.`);
  return milliseconds;
}

interface Walk {
  readonly items: number;
  /** Where each of its pages begins. */
  readonly places: readonly Place[];
  readonly itemsOnLastPage: number;
}

async function walk(list: string, itemsPerPage: number): Promise<Walk> {
  const places: Place[] = [null];
  for (let items = 0; ; ) {
    const { body } = await timedGet<AnyList>(urlOf(list, itemsPerPage, places.at(-1) ?? null));
    items += body.items.length;
    // Where a list ends with a full page, an empty one follows.
    if (body.items.length === 0) places.pop();
    if (body.next === null) return { items, places, itemsOnLastPage: body.items.length };
    places.push(body.next);
  }
}

/** Where the last page of `limit` items begins. */
async function lastPlace(list: string, { places, itemsOnLastPage }: Walk): Promise<Place> {
  const place = places.at(-1) ?? null;
  const before = (itemsOnLastPage || largestPage) - limit;
  if (before <= 0) return place;
  return (await timedGet<AnyList>(urlOf(list, before, place))).body.next;
}

const urlOf = (list: string, items: number, place: Place): string =>
  `${list}limit=${items}${place === null ? '' : `&cursor=${encodeURIComponent(place)}`}`;
