import type { UseQueryResult } from '@tanstack/react-query';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { Problem } from '../../shared/api/problem.ts';
import type { Query } from '../api/request.ts';
import { useRead } from '../api/use-read.ts';
import { useFromNow } from '../shown/moments.tsx';
import { type Filters, paramsOf, rangeParams } from './filter.ts';
import { startOfLast } from './time-range.ts';

/** What lists of the API answer with. */
export interface ListBody<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  /** Parts of the archive that could not be read. */
  readonly problems?: readonly Problem[];
  /** Of searches: false where not everything was looked at. */
  readonly complete?: boolean;
}

export interface ListRequest<Item> {
  readonly path: string;
  /** What the page narrows the list by, whatever the person chooses. */
  readonly fixed?: Query;
  readonly filters: Filters;
  readonly limit: number;
  /** Milliseconds until the list is asked again, from what it shows; false: not by itself. */
  readonly refreshMs?: (items: readonly Item[]) => number | false;
}

export interface ListState<Item> {
  readonly read: UseQueryResult<ListBody<Item>, Error>;
  readonly isFiltered: boolean;
  /** Sets parameters, removes those that are null, and goes back to the first page. */
  change(params: Readonly<Record<string, string | null>>): void;
  clear(): void;
  /** 1 for the first; null where the address was opened somewhere in the middle. */
  readonly pageNumber: number | null;
  /** Null on the last page. */
  readonly toNext: (() => void) | null;
  /** To a page before this one; the first, wherever the address was opened. */
  toEarlier(page: number): void;
}

/** Addresses of the pages before this one, oldest first; kept with the entry of the browser's history. */
interface Trace {
  readonly before?: readonly string[];
}

/** A list whose filters and place are in the address: it can be shared, and the back button works. */
export function useList<Item>({ path, fixed, filters, limit, refreshMs }: ListRequest<Item>): ListState<Item> {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const before = (location.state as Trace | null)?.before ?? [];
  const cursor = search.get('cursor');
  const names = paramsOf(filters);
  const start = rangeParams(filters)?.start ?? null;
  const last = start === null ? null : search.get('last');
  const from = useFromNow((now) => (last === null ? undefined : startOfLast(last, now)));
  const asked = askedOf(search, names, start !== null && from !== undefined ? { [start]: from } : {});
  const read = useRead<ListBody<Item>>(path, {
    query: { ...asked, ...fixed, limit, ...(cursor !== null && { cursor }) },
    keepPrevious: true,
    refreshMs: refreshMs !== undefined && ((body) => refreshMs(body?.items ?? [])),
  });

  const go = (params: URLSearchParams, trace: readonly string[]): void => {
    navigate({ search: params.toString() }, { state: { before: trace } satisfies Trace });
  };
  const change: ListState<Item>['change'] = (params) => {
    const changed = new URLSearchParams(search);
    changed.delete('cursor');
    for (const [name, value] of Object.entries(params)) {
      if (value === null) changed.delete(name);
      else changed.set(name, value);
    }
    go(changed, []);
  };
  const next = read.data?.next ?? null;
  const toNext = (): void => {
    const changed = new URLSearchParams(search);
    // A cursor belongs to one question, so a range that moves stops here.
    if (start !== null && changed.has('last') && asked[start] !== undefined) {
      changed.delete('last');
      changed.set(start, String(asked[start]));
    }
    changed.set('cursor', next ?? '');
    go(changed, [...before, search.toString()]);
  };
  const toEarlier = (page: number): void => {
    const earlier = new URLSearchParams(before[page - 1] ?? search);
    if (before[page - 1] === undefined) earlier.delete('cursor');
    go(earlier, before.slice(0, page - 1));
  };
  return {
    read,
    isFiltered: names.some((name) => search.has(name)),
    change,
    clear: () => change(Object.fromEntries(names.map((name) => [name, null]))),
    pageNumber: cursor === null ? 1 : before.length === 0 ? null : before.length + 1,
    toNext: next === null || read.isPlaceholderData ? null : toNext,
    toEarlier,
  };
}

/** `range` is what `last` stands for at the moment. */
function askedOf(search: URLSearchParams, names: readonly string[], range: Query): Query {
  const asked: Record<string, string> = {};
  for (const name of names) {
    const value = search.get(name);
    if (value !== null && name !== 'last') asked[name] = value;
  }
  return { ...asked, ...range };
}
