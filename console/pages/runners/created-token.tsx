import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { CreatedRunner } from '../../../shared/api/runner.ts';
import { Copyable, CopyButton } from '../../shown/copyable.tsx';

interface Props {
  readonly runner: CreatedRunner;
  readonly onDismiss: () => void;
}

/** The token, this once, and how the runner is started with it. */
export function CreatedToken({ runner: { name, token }, onDismiss }: Props) {
  const command = `SYNCLINE_RUNNER_TOKEN=${token} npx syncline runner --url ${location.origin}`;
  return (
    <Alert
      type="success"
      header={`${name} is created. Keep its token now: it is not shown again`}
      dismissible
      dismissAriaLabel="Dismiss"
      onDismiss={onDismiss}
    >
      <SpaceBetween size="s">
        <Copyable text={token} what="token" />
        <div>Start it where the source can be reached:</div>
        <Box variant="code">
          <span style={{ overflowWrap: 'anywhere' }}>{command}</span>
        </Box>
        <CopyButton text={command} what="command" />
      </SpaceBetween>
    </Alert>
  );
}
