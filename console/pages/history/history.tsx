import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { useChosenIntegration } from '../../api/use-chosen-integration.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Page } from '../../shell/page.tsx';
import { briefOf } from '../../shown/brief.ts';
import { SyncRecord } from '../log/sync-record.tsx';
import { Answer } from './answer.tsx';
import { RecordForm } from './record-form.tsx';
import { Timeline } from './timeline.tsx';

/** One record through all runs, and in words why it is as it is. */
export default function History() {
  const [search] = useSearchParams();
  const integrationId = useChosenIntegration(search.get('integrationId'));
  const stream = search.get('stream');
  const externalId = search.get('externalId');
  const isWhole = integrationId !== null && stream !== null && externalId !== null;
  return (
    <Page
      title={externalId === null ? 'History of a record' : `History of ${briefOf(externalId)}`}
      actions={isWhole && <SyncRecord integrationId={integrationId} stream={stream} externalId={externalId} />}
    >
      <RecordForm
        key={`${integrationId} ${stream} ${externalId}`}
        integrationId={integrationId}
        stream={stream}
        externalId={externalId}
      />
      {isWhole ? (
        <SpaceBetween size="l">
          <Answer integrationId={integrationId} stream={stream} externalId={externalId} />
          <Timeline
            key={`${integrationId} ${stream} ${externalId}`}
            integrationId={integrationId}
            stream={stream}
            externalId={externalId}
          />
        </SpaceBetween>
      ) : (
        <Box color="text-body-secondary">
          Say which record it is: the integration that should have brought it, its stream, and the id that the source
          gave it. Where only its name is known, <RouteLink to={paths.search()}>search for it</RouteLink>.
        </Box>
      )}
    </Page>
  );
}
