import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { ProblemName } from '../../shared/api/problem.ts';
import { type Query, RefusedError } from '../api/request.ts';
import { useKept } from '../kept/use-kept.ts';
import { ProblemAlert } from '../shown/problem-alert.tsx';
import { UnreadableParts } from '../shown/unreadable-parts.tsx';
import { type Column, defaultPreferences, displayOf } from './column.ts';
import type { Filters } from './filter.ts';
import { ListFilters } from './list-filters.tsx';
import { ListPreferences } from './list-preferences.tsx';
import { SavedViews, type View } from './saved-views.tsx';
import { type ListState, useList } from './use-list.ts';

interface Props<Item> {
  /** Under which the browser keeps preferences and views. */
  readonly name: string;
  readonly path: string;
  readonly fixed?: Query;
  readonly filters?: Filters;
  readonly columns: readonly Column<Item>[];
  /** How many columns at either side stay while the others are scrolled. */
  readonly stickyColumns?: { readonly first?: number; readonly last?: number };
  /** Whether long texts wrap until the person decides otherwise. */
  readonly wrapsLines?: boolean;
  /** Left out where nothing tells two of them apart for certain: then their place in the list does. */
  readonly idOf?: (item: Item) => string;
  readonly title: string;
  /** Whether its title is that of the page, and the list all that is on it. */
  readonly isPage?: boolean;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** What is listed, in the plural, as in `runs`. */
  readonly what: string;
  /** What to say, and to offer, where there is nothing at all. */
  readonly empty: ReactNode;
  /** Name of the problem with which the API says that there is nothing. */
  readonly emptyOn?: ProblemName;
  readonly refreshMs?: (items: readonly Item[]) => number | false;
  /** Offered beside those that the person saves; without, there are no views. */
  readonly views?: readonly View[];
}

const noFilters: Filters = { by: [] };

/**
 * A list of the API as a table: filters, place and time range in the address, columns as the person wants them. What
 * cannot be read of it is said above the rest; while it refreshes, what was there stays.
 */
export function ListTable<Item>(props: Props<Item>) {
  const { name, path, fixed, filters = noFilters, columns, idOf, what, refreshMs, isPage = false } = props;
  const [preferences, setPreferences] = useKept(`table.${name}`, {
    ...defaultPreferences,
    wrapLines: props.wrapsLines ?? defaultPreferences.wrapLines,
  });
  const { pageSize: limit, wrapLines } = preferences;
  const list = useList<Item>({
    path,
    filters,
    limit,
    ...(fixed && { fixed }),
    ...(refreshMs && { refreshMs }),
  });
  const { data, isPending, isFetching, refetch } = list.read;
  const { emptyOn } = props;
  const isNothing = emptyOn !== undefined && list.read.error instanceof RefusedError && list.read.error.is(emptyOn);
  const error = isNothing ? null : list.read.error;
  const hasFilters = filters.by.length > 0 || filters.free !== undefined || filters.timeRange === true;
  return (
    <SpaceBetween size="s">
      <UnreadableParts problems={data?.problems} />
      {data?.complete === false && (
        <Alert type="info" header="There may be more">
          Not everything could be looked through. A longer name, or an id, finds all there is.
        </Alert>
      )}
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      <Table
        variant={isPage ? 'full-page' : 'container'}
        items={error !== null && data === undefined ? [] : (data?.items ?? [])}
        trackBy={idOf ?? ((item) => String(data?.items.indexOf(item)))}
        columnDefinitions={columns.map((column, index) => ({
          ...column,
          isRowHeader: column.isRowHeader ?? index === 0,
          minWidth: 60,
        }))}
        columnDisplay={displayOf(columns, preferences)}
        {...(props.stickyColumns && { stickyColumns: props.stickyColumns })}
        resizableColumns
        stickyHeader
        wrapLines={wrapLines}
        loading={isPending && list.read.error === null}
        loadingText={`Loading ${what}`}
        ariaLabels={{ tableLabel: props.title }}
        header={
          <Header
            variant={isPage ? 'awsui-h1-sticky' : 'h2'}
            counter={counterOf(list)}
            description={props.description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel={`Refresh ${what}`}
                  loading={isFetching && !isPending && refreshMs === undefined}
                  onClick={() => refetch()}
                />
                {props.views && <SavedViews name={name} given={props.views} filters={filters} />}
                {props.actions}
              </SpaceBetween>
            }
          >
            {props.title}
          </Header>
        }
        filter={hasFilters && <ListFilters filters={filters} change={list.change} what={what} />}
        pagination={<Pages list={list} what={what} />}
        preferences={
          <ListPreferences columns={columns} preferences={preferences} what={what} onChange={setPreferences} />
        }
        empty={
          list.toNext !== null ? (
            // Of a very long list, only so much is looked through at once.
            <Nothing title={`No ${what} in the part that was looked through`}>
              <Button onClick={list.toNext}>Look further</Button>
            </Nothing>
          ) : list.isFiltered ? (
            <Nothing title={`No ${what} match`}>
              <Button onClick={list.clear}>Clear filters</Button>
            </Nothing>
          ) : error === null ? (
            props.empty
          ) : null
        }
      />
    </SpaceBetween>
  );
}

/** What stands in a table without rows. */
export function Nothing({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Box textAlign="center" margin={{ vertical: 'm' }}>
      <SpaceBetween size="s">
        <Box variant="strong">{title}</Box>
        {children}
      </SpaceBetween>
    </Box>
  );
}

/** Lists have no total: how many there are is known only where all of them are on one page. */
function counterOf<Item>({ read: { data }, pageNumber }: ListState<Item>): string {
  if (data === undefined || pageNumber !== 1) return '';
  return `(${data.items.length}${data.next === null ? '' : '+'})`;
}

/** The way to the other pages of a list; nothing where there is one alone. */
export function Pages<Item>({ list, what }: { readonly list: ListState<Item>; readonly what: string }) {
  const { pageNumber, toNext, toEarlier } = list;
  if (toNext === null && pageNumber === 1) return null;
  if (pageNumber === null) {
    // Opened by its address in the middle of the list: what came before is not known, but the beginning is.
    return (
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={() => toEarlier(1)}>First page</Button>
        <Button disabled={toNext === null} onClick={() => toNext?.()}>
          Next page
        </Button>
      </SpaceBetween>
    );
  }
  return (
    <Pagination
      currentPageIndex={pageNumber}
      pagesCount={pageNumber}
      openEnd={toNext !== null}
      ariaLabels={{
        nextPageLabel: `Next page of ${what}`,
        previousPageLabel: `Previous page of ${what}`,
        pageLabel: (page) => `Page ${page} of ${what}`,
      }}
      onChange={({ detail: { currentPageIndex } }) => {
        if (currentPageIndex > pageNumber) toNext?.();
        else toEarlier(currentPageIndex);
      }}
    />
  );
}
