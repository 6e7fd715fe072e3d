import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Integration } from '../../../shared/api/integration.ts';
import { Moment } from '../../shown/moments.tsx';
import { IntegrationStatus } from '../../shown/statuses.tsx';

/** H1, H11: whether it can run, and if not or not by itself, why and what ends that. */
export function Standing({ integration }: { readonly integration: Integration }) {
  const { status, statusReason, quarantine, paused } = integration;
  return (
    <div>
      <IntegrationStatus status={status} />
      {quarantine === null && statusReason !== null && <Box>{statusReason}</Box>}
      {quarantine !== null && (
        <div>
          <StatusIndicator type="warning">
            {quarantine.until === null ? (
              'In quarantine, and switched off'
            ) : (
              <>
                In quarantine until <Moment at={quarantine.until} />
              </>
            )}
          </StatusIndicator>
          <Box>{quarantine.reason}</Box>
          <Box color="text-body-secondary">{quarantine.wayOut}</Box>
        </div>
      )}
      {paused && status === 'ACTIVE' && (
        <div>
          <StatusIndicator type="stopped">Schedule paused</StatusIndicator>
        </div>
      )}
    </div>
  );
}
