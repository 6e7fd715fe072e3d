import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { Run } from '../../../shared/api/run.ts';
import { localTimeOf } from '../../shown/moments.tsx';
import { useRunActions } from '../run/use-run-actions.tsx';

/** What can be done with a run, in its row. */
export function RunMenu({ run }: { readonly run: Run }) {
  const { items, start, dialog } = useRunActions(run);
  return (
    <>
      <ButtonDropdown
        variant="inline-icon"
        items={items}
        expandToViewport
        ariaLabel={`Actions of the run of ${run.integrationName}, ${localTimeOf(run.startedAt)}`}
        onItemClick={({ detail }) => start(detail.id)}
      />
      {dialog}
    </>
  );
}
