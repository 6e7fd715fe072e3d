import type { StepsProps } from '@cloudscape-design/components/steps';
import type { Decision, Entity } from '../../../shared/api/entity.ts';

const titles: Readonly<Record<Decision['decision'], string>> = {
  fetched: 'Fetched',
  matched: 'Matched',
  compared: 'Compared',
  written: 'Written',
};

/** What was decided about a record, one after the other, as steps. */
export function stepsOf(decisions: readonly Decision[], entity: Entity): StepsProps.Step[] {
  return decisions.map(({ decision, result, explanation }) => ({
    header: titles[decision],
    status: result === 'YES' ? 'success' : result === 'NONE' ? 'stopped' : refusalOf(entity),
    details: explanation,
  }));
}

/** A no is nothing bad by itself: of a record that is new, nothing matches. */
function refusalOf({ status }: Entity): StepsProps.Status {
  if (status === 'ERROR') return 'error';
  return status === 'WARNING' ? 'warning' : 'info';
}
