import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { Call } from '../../../shared/api/call.ts';
import { countOf } from '../../shown/numbers.ts';
import { callColumns } from './call-columns.tsx';

interface Props {
  readonly title: string;
  readonly description: string;
  readonly calls: readonly Call[];
  readonly pathOf: (call: Call) => string;
  readonly empty: string;
}

/** The few calls that belong together, in the order in which they were made. */
export function CallTable({ title, description, calls, pathOf, empty }: Props) {
  const items = calls.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return (
    <Table
      ariaLabels={{ tableLabel: title }}
      resizableColumns
      header={
        <Header variant="h2" counter={`(${countOf(items.length)})`} description={description}>
          {title}
        </Header>
      }
      items={items}
      columnDefinitions={callColumns(pathOf).filter(({ hidden }) => hidden !== true)}
      empty={empty}
    />
  );
}
