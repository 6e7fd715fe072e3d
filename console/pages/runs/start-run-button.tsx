import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Integration } from '../../../shared/api/integration.ts';
import { useMay } from '../../acting/use-may.ts';
import { useRead } from '../../api/use-read.ts';
import { StartRunDialog } from '../run/start-run-dialog.tsx';

/** Starts a run of the integration whose runs are looked at. */
export function StartRunButton({ integrationId }: { readonly integrationId: string }) {
  const [isOpen, setOpen] = useState(false);
  const mayAct = useMay('operator');
  const { data: integration } = useRead<Integration>(`/v1/integrations/${encodeURIComponent(integrationId)}`);
  if (integration === undefined) return null;
  const why = !mayAct
    ? 'Your role lets you look, and not act.'
    : integration.status === 'ACTIVE'
      ? undefined
      : (integration.statusReason ?? 'The integration is not active.');
  return (
    <>
      <Button
        variant="primary"
        disabled={why !== undefined}
        {...(why !== undefined && { disabledReason: why })}
        onClick={() => setOpen(true)}
      >
        Start run
      </Button>
      {isOpen && <StartRunDialog integration={integration} onDismiss={() => setOpen(false)} />}
    </>
  );
}
