import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { SettingsCheck } from '../../../shared/api/connector.ts';
import { countedOf } from '../../shown/numbers.ts';

type Remarks = SettingsCheck['remarks'];

/** What settings offer, and what of them Syncline does not support: said before anything is saved. */
export function OfferedStreams({ check: { streams, remarks } }: { readonly check: SettingsCheck }) {
  const usable = streams.filter((stream) => stream.remarks.length === 0).length;
  return (
    <SpaceBetween size="s">
      {remarks.length > 0 && (
        <Alert type="error" header="This keeps all of it from working">
          <RemarkList remarks={remarks} />
        </Alert>
      )}
      {streams.length > 0 && usable < streams.length && (
        <Alert type="warning" header={`${usable} of ${countedOf(streams.length, 'stream')} are supported`}>
          Choose the supported ones under “Streams”, or change the others as said below.
        </Alert>
      )}
      {streams.map((stream) => (
        <div key={stream.name}>
          <StatusIndicator type={stream.remarks.length === 0 ? 'success' : 'error'}>
            {stream.name}
            {stream.remarks.length === 0 ? '' : ': not supported'}
          </StatusIndicator>
          <RemarkList remarks={stream.remarks} />
        </div>
      ))}
    </SpaceBetween>
  );
}

function RemarkList({ remarks }: { readonly remarks: Remarks }) {
  return remarks.map(({ path, line, message }) => (
    <div key={`${path} ${message}`}>
      {line !== undefined && `Line ${line}: `}
      {path !== '' && <Box variant="code">{path}</Box>} {message}
    </div>
  ));
}
