import Box from '@cloudscape-design/components/box';
import Modal from '@cloudscape-design/components/modal';
import type { ChangedRecord } from '../../../shared/api/record.ts';
import { CopyButton } from '../../shown/copyable.tsx';
import styles from '../log/log.module.css';

interface Props {
  readonly record: ChangedRecord;
  readonly onDismiss: () => void;
}

/** A record as the source gave it. */
export function RecordDialog({ record, onDismiss }: Props) {
  const text = JSON.stringify(record.data, null, 2);
  return (
    <Modal
      visible
      size="large"
      header={record.name ?? record.externalId}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <CopyButton text={text} what="record" />
        </Box>
      }
    >
      <div className={styles['value']}>{text}</div>
    </Modal>
  );
}
