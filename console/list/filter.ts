import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';

/** What a list can be narrowed by; it travels in the query, of the console's address as of the API's. */
export interface Filter {
  /** Name of the query parameter. */
  readonly param: string;
  readonly label: string;
  /** What can be chosen, with words for it; without, anything can be typed. */
  readonly options?: Readonly<Record<string, string>>;
}

export interface Filters {
  readonly by: readonly Filter[];
  /** The parameter that takes what is typed without naming a property, and what it looks for. */
  readonly free?: { readonly param: string; readonly placeholder: string };
  /**
   * Whether `from` and `to` narrow it, or the name of the one parameter with the start of what is wanted; `last` stands
   * for a range that moves with time.
   */
  readonly timeRange?: boolean | { readonly since: string };
}

/** The parameter for the start of a time range, and the one for its end where there is one; null without any range. */
export function rangeParams({ timeRange }: Filters): { readonly start: string; readonly end: string | null } | null {
  if (timeRange === true) return { start: 'from', end: 'to' };
  return typeof timeRange === 'object' ? { start: timeRange.since, end: null } : null;
}

type FilterQuery = PropertyFilterProps.Query;

/** Every parameter that these filters use. */
export function paramsOf(filters: Filters): string[] {
  const { by, free } = filters;
  const range = rangeParams(filters);
  return [
    ...by.map(({ param }) => param),
    ...(free === undefined ? [] : [free.param]),
    ...(range === null ? [] : [range.start, ...(range.end === null ? [] : [range.end]), 'last']),
  ];
}

/** What an address narrows a list by, as tokens. */
export function tokensOf(search: URLSearchParams, { by, free }: Filters): FilterQuery {
  const tokens = by.flatMap(({ param }) => {
    const value = search.get(param);
    return value === null ? [] : [{ propertyKey: param, operator: '=', value }];
  });
  const text = free === undefined ? null : search.get(free.param);
  return { operation: 'and', tokens: text === null ? tokens : [...tokens, { operator: ':', value: text }] };
}

/** The same back again. The API takes one value a property, so of two the newer one counts. */
export function valuesOf({ tokens }: FilterQuery, { by, free }: Filters): Map<string, string> {
  const values = new Map<string, string>();
  for (const { propertyKey, value } of tokens) {
    const param = propertyKey ?? free?.param;
    if (param === undefined || value === null || value === undefined || value === '') continue;
    values.set(
      param,
      chosenOf(
        String(value),
        by.find((filter) => filter.param === param),
      ),
    );
  }
  return values;
}

/** Typed by hand it is often the word instead of the value. */
function chosenOf(typed: string, filter: Filter | undefined): string {
  const options = Object.entries(filter?.options ?? {});
  const match = options.find(([, word]) => word.toLowerCase() === typed.toLowerCase());
  return match?.[0] ?? typed;
}
