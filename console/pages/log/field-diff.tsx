import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Popover from '@cloudscape-design/components/popover';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { FieldChange } from '../../../shared/api/entity.ts';
import { countOf } from '../../shown/numbers.ts';
import styles from './log.module.css';

/** What changed in a record, field by field, old → new. */
export function FieldDiff({
  changes,
  title = 'What changed',
}: {
  readonly changes: readonly FieldChange[];
  readonly title?: string;
}) {
  return (
    <Table
      variant="container"
      wrapLines
      ariaLabels={{ tableLabel: title }}
      header={
        <Header variant="h2" counter={`(${countOf(changes.length)})`}>
          {title}
        </Header>
      }
      items={[...changes]}
      trackBy="field"
      columnDefinitions={[
        { id: 'field', header: 'Field', isRowHeader: true, cell: ({ field }) => field },
        { id: 'kind', header: 'Change', cell: (change) => <Kind change={change} />, width: 120 },
        { id: 'old', header: 'Old', cell: ({ old }) => <Value value={old} /> },
        { id: 'new', header: 'New', cell: (change) => <Value value={change.new} /> },
      ]}
      empty="No field changed."
    />
  );
}

function Kind({ change }: { readonly change: FieldChange }) {
  const [isOld, isNew] = ['old' in change, 'new' in change];
  if (!isOld && !isNew) return '–';
  if (!isOld) return <StatusIndicator type="success">Added</StatusIndicator>;
  if (!isNew) return <StatusIndicator type="stopped">Removed</StatusIndicator>;
  return <StatusIndicator type="info">Changed</StatusIndicator>;
}

/** What is long comes cut, with its length and hash behind. */
const cut = /^([\s\S]*)… \((\d+) bytes, sha256 ([0-9a-f]{64})\)$/;

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined) return <Box color="text-status-inactive">(none)</Box>;
  if (value === '') return <Box color="text-status-inactive">(empty text)</Box>;
  const [, start, bytes, hash] = typeof value === 'string' ? (cut.exec(value) ?? []) : [];
  if (start === undefined || bytes === undefined) return <Text>{textOf(value)}</Text>;
  return (
    <>
      <Text>{start} …</Text>
      <Popover
        header="Only the beginning is kept"
        renderWithPortal
        dismissAriaLabel="Close"
        content={`The log keeps the first 1,024 bytes of a value. The whole has ${countOf(Number(bytes))} bytes and the SHA-256 hash ${hash}: where two hashes differ, so do the values.`}
      >
        Shortened, {countOf(Number(bytes))} bytes
      </Popover>
    </>
  );
}

const Text = ({ children }: { readonly children: React.ReactNode }) => (
  <div className={styles['value']}>{children}</div>
);

/** Texts as they are; whatever else as JSON, on several lines where it has several parts. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
