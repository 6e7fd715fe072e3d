import { createRandom } from '../../demo/random.ts';
import { type BenchRecord, pageSize, recordsOfPage } from '../source/records.ts';

/** A record as the source gives it; without an id where it forgot it. */
export type SourceData = Omit<BenchRecord, 'id'> & { readonly id: string | null };

/** A record of a page, as a run reads it. */
export interface ReadRecord {
  readonly id: string | null;
  readonly name: string;
  /** What it was in the run before, and is now; null where that is the same. */
  readonly change: { readonly before: SourceData; readonly after: SourceData } | null;
  /** Its id came before on this page. */
  readonly repeated: boolean;
}

/** In each run, this share of the records is other than in the run before. */
const changing = 0.01;
/** Of 100 pages, one repeats a record and one has a record without an id: 2 in 10,000 are skipped. */
const pagesPerSkip = 100;
const pageWithRepeat = 3;
const pageWithoutId = 58;

/** A page of the benchmarks' source, counted from 1, as the run with this number reads it; the first is run 0. */
export function pageOfRun(run: number, page: number, count: number): ReadRecord[] {
  return originalsOf(page, count).map(({ original, id, repeated }) => {
    const read = { id, name: original.name, change: null, repeated };
    if (id === null || repeated || !changesIn(run, original)) return read;
    return { ...read, change: { before: asOf(run - 1, original), after: asOf(run, original) } };
  });
}

/** The same page as the source would answer with it. */
export const dataOfPage = (run: number, page: number, count: number): SourceData[] =>
  originalsOf(page, count).map(({ original, id }) => ({ ...asOf(run, original), id }));

/** Ids that every run touches: of each page all but the last record, which may be skipped. */
export const idsOfPage = (page: number, count: number): string[] =>
  recordsOfPage(page, count)
    .slice(0, -1)
    .map(({ id }) => id);

/** How many records of a run repeat another one, and how many have no id. */
export function skippedOf(count: number): { readonly repeated: number; readonly withoutId: number } {
  // The last record of a page, unless it is its first as well.
  const pages = Math.floor((count + pageSize - 2) / pageSize);
  const pagesLike = (page: number) => Math.floor((pages - page + pagesPerSkip) / pagesPerSkip);
  return { repeated: pagesLike(pageWithRepeat), withoutId: pagesLike(pageWithoutId) };
}

function originalsOf(page: number, count: number) {
  const all = recordsOfPage(page, count);
  return all.map((original, at) => {
    const isLast = at > 0 && at === all.length - 1;
    const repeated = isLast && page % pagesPerSkip === pageWithRepeat;
    const [first = original] = all;
    if (repeated) return { original: first, id: first.id, repeated };
    return { original, id: isLast && page % pagesPerSkip === pageWithoutId ? null : original.id, repeated };
  });
}

function changesIn(run: number, record: BenchRecord): boolean {
  return run > 0 && drawOf(run, record).next() < changing;
}

/** `created_at` tells records apart: each is a minute after the other. */
const drawOf = (run: number, { created_at }: BenchRecord) =>
  createRandom(Math.imul(Date.parse(created_at) / 60_000, 7919) + Math.imul(run, 104_729));

/** The record with what changed in it last. */
function asOf(run: number, original: BenchRecord): BenchRecord {
  let last = run;
  while (last > 0 && !changesIn(last, original)) last -= 1;
  if (last === 0) return original;
  const random = drawOf(last, original);
  random.next();
  return {
    ...original,
    score: random.between(0, 10_000) / 100,
    updated_at: new Date(1.75e12 + last * 3_600_000 + random.between(0, 3_599_999)).toISOString(),
  };
}
