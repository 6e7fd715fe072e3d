import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyButton } from '../../shown/copyable.tsx';
import styles from './log.module.css';

interface Props {
  readonly text: string | null;
  /** What it is, as in `message`. */
  readonly what: string;
  /** Of a text that stands for several, one of them. */
  readonly example?: string;
}

/** A text that is cut off where it stands; one click shows all of it, another one copies it. */
export function FullText({ text, what, example }: Props) {
  if (text === null || text === '') return '–';
  return (
    <Popover
      header={what.charAt(0).toUpperCase() + what.slice(1)}
      triggerType="text"
      size="large"
      position="left"
      wrapTriggerText={false}
      renderWithPortal
      dismissAriaLabel="Close"
      content={
        <SpaceBetween size="s">
          <Box>
            <div className={styles['whole']}>{text}</div>
          </Box>
          {example !== undefined && (
            <div>
              <Box variant="awsui-key-label">One of them</Box>
              <div className={styles['whole']}>{example}</div>
            </div>
          )}
          <CopyButton text={example ?? text} what={what} />
        </SpaceBetween>
      }
    >
      {text}
    </Popover>
  );
}
