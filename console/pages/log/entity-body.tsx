import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps from '@cloudscape-design/components/steps';
import type { Entity } from '../../../shared/api/entity.ts';
import type { Run } from '../../../shared/api/run.ts';
import { paths } from '../../routing/paths.ts';
import { meaningOf } from '../../shown/codes.ts';
import { CopyButton } from '../../shown/copyable.tsx';
import { CallTable } from './call-table.tsx';
import { stepsOf } from './decisions.ts';
import { EntityFacts } from './entity-facts.tsx';
import type { EntityWithCalls } from './entity-with-calls.ts';
import { FieldDiff } from './field-diff.tsx';
import styles from './log.module.css';
import { SameId } from './same-id.tsx';

type Props = EntityWithCalls & { readonly run: Run };

/** What happened to a record: the reason, each decision, its fields, and the calls. */
export function EntityBody({ run, entity, calls, decisions }: Props) {
  const { stream, externalId, changes } = entity;
  return (
    <SpaceBetween size="l">
      <Reason entity={entity} />
      <Container header={<Header variant="h2">What was decided</Header>}>
        <Steps ariaLabel="What was decided" steps={stepsOf(decisions, entity)} />
      </Container>
      <EntityFacts run={run} entity={entity} />
      {changes && <FieldDiff changes={changes} />}
      <SameId run={run} entity={entity} />
      <CallTable
        title="Calls"
        description={
          run.direction === 'outbound'
            ? 'The requests that sent the record'
            : 'The requests that brought the page of the record'
        }
        calls={calls}
        pathOf={(call) => paths.call(run.runId, stream, { ...call, externalId: externalId ?? undefined })}
        empty={entity.page === null ? 'No request brought it: it was not in the source.' : 'No calls.'}
      />
    </SpaceBetween>
  );
}

/** Why it was skipped or failed, in full. */
function Reason({ entity: { message, code, status } }: { readonly entity: Entity }) {
  if (message === null) return null;
  const known = code === null ? null : meaningOf(code);
  const type = status === 'ERROR' ? 'error' : status === 'WARNING' ? 'warning' : 'info';
  return (
    <Alert type={type} header={code ?? 'Message'} action={<CopyButton text={message} what="message" />}>
      <SpaceBetween size="xs">
        <div className={styles['whole']}>{message}</div>
        {known !== null && known.meaning !== message && <Box color="inherit">{known.meaning}</Box>}
        {known?.advice && <Box color="inherit">What to do: {known.advice}</Box>}
      </SpaceBetween>
    </Alert>
  );
}
