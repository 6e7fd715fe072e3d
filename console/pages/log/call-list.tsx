import type { Call } from '../../../shared/api/call.ts';
import type { Run } from '../../../shared/api/run.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { isGoing } from '../../shown/statuses.tsx';
import { callColumns } from './call-columns.tsx';
import { searchedInRun } from './searched-in-run.ts';

interface Props {
  readonly run: Run;
  readonly stream: string;
  /** One page of the step. */
  readonly page?: number;
}

/** The requests that a step, or a page of it, took. */
export function CallList({ run, stream, page }: Props) {
  const { runId } = run;
  return (
    <ListTable<Call>
      name="calls"
      path={`/v1/runs/${runId}/calls`}
      fixed={{ step: stream, page }}
      title="Calls"
      what="calls"
      columns={callColumns((call) => paths.call(runId, stream, { ...call, externalId: call.entity }))}
      filters={searchedInRun('Calls')}
      empty={<Nothing title={isGoing(run) ? 'No calls yet' : 'No calls'} />}
      {...(isGoing(run) && { refreshMs: () => 2_000 })}
    />
  );
}
