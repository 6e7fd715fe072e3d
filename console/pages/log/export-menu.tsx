import Button from '@cloudscape-design/components/button';
import { lazy, Suspense, useState } from 'react';
import type { Run } from '../../../shared/api/run.ts';
import { isGoing } from '../../shown/statuses.tsx';

const ExportDialog = lazy(() => import('./export-dialog.tsx'));

interface Props {
  readonly run: Run;
  /** The step that is offered first; left out: all of them. */
  readonly step?: string;
}

/** The log of a run as files. */
export function ExportMenu({ run, step }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        iconName="download"
        disabled={isGoing(run)}
        {...(isGoing(run) && { disabledReason: 'The run is still going, so its log is not whole.' })}
        onClick={() => setOpen(true)}
      >
        Export
      </Button>
      {isOpen && (
        <Suspense>
          <ExportDialog run={run} {...(step !== undefined && { step })} onDismiss={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
