import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { StagedDeletions } from '../../../shared/api/deletion.ts';
import { useMay } from '../../acting/use-may.ts';
import { countedOf } from '../../shown/numbers.ts';
import { DecideDialog, type Decision } from './decide-dialog.tsx';

/** Yes and no to deletions that wait; nothing where it was decided. */
export function DecideButtons({ deletions }: { readonly deletions: StagedDeletions }) {
  const [asked, setAsked] = useState<Decision | null>(null);
  const may = useMay('admin');
  const what = `the deletion of ${countedOf(deletions.count, 'record')} of ${deletions.stream}`;
  const button = (decision: Decision, text: string) => (
    <Button
      variant="inline-link"
      ariaLabel={`${text} ${what}`}
      disabled={!may}
      {...(!may && { disabledReason: 'Only an admin decides on deletions.' })}
      onClick={() => setAsked(decision)}
    >
      {text}
    </Button>
  );
  return (
    <>
      {deletions.state === 'PENDING' ? (
        <SpaceBetween direction="horizontal" size="s">
          {button('approve', 'Approve')}
          {button('reject', 'Reject')}
        </SpaceBetween>
      ) : (
        '–'
      )}
      {asked !== null && <DecideDialog deletions={deletions} decision={asked} onDismiss={() => setAsked(null)} />}
    </>
  );
}
