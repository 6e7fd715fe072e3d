import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Call } from '../../../shared/api/call.ts';
import type { Run } from '../../../shared/api/run.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Copyable, CopyButton } from '../../shown/copyable.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf, durationOf } from '../../shown/numbers.ts';
import { Headroom } from './headroom.tsx';
import { explanationOf, HttpStatus } from './http-status.tsx';
import styles from './log.module.css';

interface Props {
  readonly run: Run;
  readonly stream: string;
  readonly call: Call;
}

/** Everything that the log knows of a request; secrets never got there. */
export function CallFacts({ run: { runId }, stream, call }: Props) {
  const { page, entity, error, rateLimit } = call;
  return (
    <SpaceBetween size="l">
      {error !== null && (
        <Alert type="error" header="Error" action={<CopyButton text={error} what="error" />}>
          <div className={styles['whole']}>{error}</div>
        </Alert>
      )}
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <CopyButton text={wholeUrl(call)} what="URL with parameters" />
                <CopyButton text={JSON.stringify(call, null, 2)} what="as JSON" />
              </SpaceBetween>
            }
          >
            Request
          </Header>
        }
      >
        <KeyValuePairs
          columns={4}
          ariaLabel="The request"
          items={[
            { label: 'Method', value: call.method },
            { label: 'URL', value: <Copyable text={call.url} what="URL" /> },
            { label: 'HTTP status', value: <HttpStatus status={call.status} /> },
            { label: 'What it means', value: explanationOf(call.status) },
            { label: 'Time', value: <Moment at={call.at} /> },
            { label: 'Response time', value: durationOf(call.durationMs) },
            { label: 'Attempt', value: countOf(call.attempt) },
            {
              label: 'Page',
              value: page === null ? '–' : <RouteLink to={paths.page(runId, stream, page)}>Page {page}</RouteLink>,
            },
            { label: 'Rate-limit headroom', value: <Headroom rateLimit={rateLimit} /> },
            { label: 'Limit resets', value: <Moment at={rateLimit?.resetAt ?? null} /> },
            ...(entity === undefined
              ? []
              : [{ label: 'Record', value: <RouteLink to={paths.entity(runId, stream, entity)}>{entity}</RouteLink> }]),
          ]}
        />
      </Container>
      <Params params={call.params} />
    </SpaceBetween>
  );
}

function Params({ params }: { readonly params: Call['params'] }) {
  const items = Object.entries(params).map(([name, value]) => ({ name, value }));
  return (
    <Table
      wrapLines
      ariaLabels={{ tableLabel: 'Parameters' }}
      header={
        <Header variant="h2" counter={`(${countOf(items.length)})`} description="As they were sent, without secrets">
          Parameters
        </Header>
      }
      items={items}
      trackBy="name"
      columnDefinitions={[
        { id: 'name', header: 'Name', isRowHeader: true, width: 240, cell: ({ name }) => name },
        { id: 'value', header: 'Value', cell: ({ name, value }) => <Copyable text={value} what={name} /> },
      ]}
      empty="The request had none."
    />
  );
}

function wholeUrl({ url, params }: Call): string {
  const search = new URLSearchParams(params);
  return search.size === 0 ? url : `${url}?${search}`;
}
