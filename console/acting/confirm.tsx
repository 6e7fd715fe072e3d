import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Children, type ReactNode } from 'react';
import { ProblemAlert } from '../shown/problem-alert.tsx';

interface Props {
  readonly title: string;
  /** What is going to happen, and what cannot be undone. */
  readonly children: ReactNode;
  /** The verb on the button, as in `Cancel run`. */
  readonly verb: string;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** Why the last try failed. */
  readonly error?: Error | null;
  readonly onConfirm: () => void;
  readonly onDismiss: () => void;
}

/** Asks before something is done. Shown while it is mounted. */
export function Confirm({ title, children, verb, busy, disabled, error, onConfirm, onDismiss }: Props) {
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              Back
            </Button>
            <Button variant="primary" loading={busy ?? false} disabled={disabled ?? false} onClick={onConfirm}>
              {verb}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {isText(children) ? <Box>{children}</Box> : children}
        {error && <ProblemAlert error={error} />}
      </SpaceBetween>
    </Modal>
  );
}

const isText = (children: ReactNode): boolean =>
  Children.toArray(children).every((child) => typeof child === 'string' || typeof child === 'number');
