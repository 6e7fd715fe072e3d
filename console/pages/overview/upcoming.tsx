import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { UpcomingRun } from '../../../shared/api/schedule.ts';
import { useRead } from '../../api/use-read.ts';
import { Nothing } from '../../list/list-table.tsx';
import type { ListBody } from '../../list/use-list.ts';
import { Loaded } from '../../shown/loaded.tsx';
import { Ago, Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { IntegrationLink } from '../runs/integration-link.tsx';

/** As many as one answer has. Where schedules start more within a day, their numbers are at least these. */
const limit = 1_000;

/** Streams that a schedule starts together, with how often it does so. */
interface Starts extends UpcomingRun {
  readonly id: string;
  readonly count: number;
  readonly last: string;
}

/** What schedules start within the next 24 hours, the next first. */
export function Upcoming() {
  const read = useRead<ListBody<UpcomingRun>>('/v1/schedule', { query: { hours: 24, limit }, refreshMs: 30_000 });
  return (
    <Loaded read={read} what="schedules">
      {({ items, next }) => (
        <Table
          variant="container"
          items={startsOf(items)}
          trackBy="id"
          ariaLabels={{ tableLabel: 'Next 24 hours' }}
          columnDefinitions={[
            { id: 'at', header: 'Next start', cell: ({ at }) => <Moment at={at} /> },
            { id: 'in', header: 'Due', cell: ({ at }) => <Ago at={at} /> },
            {
              id: 'integration',
              header: 'Integration',
              isRowHeader: true,
              cell: (one) => <IntegrationLink integrationId={one.integrationId} name={one.integrationName} />,
            },
            { id: 'streams', header: 'Streams', cell: ({ streams }) => streams.join(', ') },
            {
              id: 'count',
              header: 'Starts within 24 hours',
              cell: ({ count }) => `${countOf(count)}${next === null ? '' : ' or more'}`,
            },
            { id: 'last', header: 'Last of them', cell: ({ last }) => <Moment at={last} /> },
          ]}
          header={
            <Header variant="h2" description="What schedules start by themselves">
              Next 24 hours
            </Header>
          }
          empty={<Nothing title="No schedule starts anything within 24 hours" />}
        />
      )}
    </Loaded>
  );
}

/** The answer is in the order of time, so the first of each is its next start. */
function startsOf(upcoming: readonly UpcomingRun[]): Starts[] {
  const groups = Map.groupBy(upcoming, ({ integrationId, streams }) => JSON.stringify([integrationId, ...streams]));
  return [...groups].flatMap(([id, all]) => {
    const [first, last] = [all[0], all.at(-1)];
    return first === undefined || last === undefined ? [] : [{ ...first, id, count: all.length, last: last.at }];
  });
}
