import type { Run } from '../api/run.ts';

/** R7: names who told of a change, the source or our side; any other trigger names itself. */
export function triggerNameOf({ trigger, connector }: Pick<Run, 'trigger' | 'connector'>): string {
  switch (trigger) {
    case 'SOURCE_CHANGE':
      return `${connector.toUpperCase().replaceAll('-', '_')}_CHANGES`;
    case 'TARGET_CHANGE':
      return 'SYNCLINE_CHANGES';
    default:
      return trigger;
  }
}
