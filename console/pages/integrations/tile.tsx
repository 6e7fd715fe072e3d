import Badge from '@cloudscape-design/components/badge';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Integration } from '../../../shared/api/integration.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { directionWords } from '../../shown/words.ts';
import { ErrorRates } from './error-rates.tsx';
import { IntegrationActions } from './integration-actions.tsx';
import { LastRun } from './last-run.tsx';
import { NextSyncs } from './next-syncs.tsx';
import { ReadBy } from './read-by.tsx';
import { RunSparkline } from './run-sparkline.tsx';
import { Standing } from './standing.tsx';
import { Synced } from './synced.tsx';
import styles from './tiles.module.css';
import { useHealth } from './use-health.ts';
import { useSeen } from './use-seen.ts';

/** H1: one integration at a glance: whether it works, when it last did, when it goes on, and what can be done. */
export function Tile({
  integration,
  connectorTitle,
}: {
  readonly integration: Integration;
  readonly connectorTitle: string;
}) {
  const { integrationId, name, direction, runsOn } = integration;
  const [element, isSeen] = useSeen<HTMLElement>();
  const { data: health } = useHealth(integration, isSeen);
  const hours = health?.errorRates.windowHours;
  return (
    <article ref={element} aria-label={name}>
      <Container
        fitHeight
        header={
          <Header
            variant="h2"
            headingTagOverride="h2"
            info={<Badge>{directionWords[direction]}</Badge>}
            description={connectorTitle}
            actions={<IntegrationActions integration={integration} isCompact />}
          >
            <RouteLink to={paths.integration(integrationId)} fontSize="heading-m">
              {name}
            </RouteLink>
          </Header>
        }
      >
        <SpaceBetween size="m">
          <div className={styles['first']}>
            <Standing integration={integration} />
            <Synced integration={integration} />
          </div>
          <KeyValuePairs
            columns={2}
            items={[
              { label: 'Last run', value: <LastRun integration={integration} /> },
              { label: 'Next collection', value: <NextSyncs integration={integration} /> },
              {
                label: hours === undefined ? 'Failed' : `Failed, last ${hours} h`,
                value: health === undefined ? '–' : <ErrorRates rates={health.errorRates} />,
              },
              ...(runsOn === 'cloud' ? [] : [{ label: 'Read by', value: <ReadBy integration={integration} /> }]),
            ]}
          />
          <RunSparkline runs={health?.recentRuns ?? []} />
        </SpaceBetween>
      </Container>
    </article>
  );
}
