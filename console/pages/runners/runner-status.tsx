import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Runner } from '../../../shared/api/runner.ts';
import { runnerStateWords } from '../../shown/words.ts';

const looks = { online: 'success', offline: 'warning', revoked: 'stopped' } as const;

export function RunnerStatus({ state }: Pick<Runner, 'state'>) {
  return <StatusIndicator type={looks[state]}>{runnerStateWords[state]}</StatusIndicator>;
}
