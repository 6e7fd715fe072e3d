import DateRangePicker from '@cloudscape-design/components/date-range-picker';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import { useSearchParams } from 'react-router';
import { type Filters, rangeParams, tokensOf, valuesOf } from './filter.ts';
import styles from './list-filters.module.css';
import { paramsOfRange, rangeOf, relativeRanges } from './time-range.ts';
import type { ListState } from './use-list.ts';

interface Props {
  readonly filters: Filters;
  readonly change: ListState<unknown>['change'];
  /** What is listed, in the plural. */
  readonly what: string;
}

/** What narrows a list: properties, text, time. The address is what it shows and what it changes. */
export function ListFilters({ filters, change, what }: Props) {
  const [search] = useSearchParams();
  const { by, free } = filters;
  const range = rangeParams(filters);
  const params = [...by.map(({ param }) => param), ...(free === undefined ? [] : [free.param])];
  return (
    <div className={styles['filters']}>
      {params.length > 0 && (
        <PropertyFilter
          query={tokensOf(search, filters)}
          onChange={({ detail }) => {
            const values = valuesOf(detail, filters);
            change(Object.fromEntries(params.map((param) => [param, values.get(param) ?? null])));
          }}
          filteringProperties={by.map(({ param, label, options = {} }) => ({
            key: param,
            operators: [{ operator: '=', format: (value) => options[String(value)] ?? String(value ?? '') }],
            propertyLabel: label,
            groupValuesLabel: label,
          }))}
          filteringOptions={by.flatMap(({ param, options = {} }) =>
            Object.entries(options).map(([value, label]) => ({ propertyKey: param, value, label })),
          )}
          filteringPlaceholder={free?.placeholder ?? `Filter ${what}`}
          filteringAriaLabel={free?.placeholder ?? `Filter ${what}`}
          disableFreeTextFiltering={free === undefined}
          freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
          hideOperations
          expandToViewport
        />
      )}
      {range !== null && (
        <DateRangePicker
          value={rangeOf(search, range)}
          onChange={({ detail }) => change(paramsOfRange(detail.value, range))}
          relativeOptions={relativeRanges}
          rangeSelectorMode={range.end === null ? 'relative-only' : 'default'}
          isValidRange={(range) =>
            range?.type === 'absolute' && range.startDate >= range.endDate
              ? { valid: false, errorMessage: 'The start must be before the end.' }
              : { valid: true }
          }
          placeholder="Any time"
          ariaLabel={`Time range of ${what}`}
          expandToViewport
        />
      )}
    </div>
  );
}
