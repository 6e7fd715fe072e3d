import { Command, Option } from 'commander';
import { deletionStates, type StagedDeletions } from '../../shared/api/deletion.ts';
import type { Api } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { printable, shorten, showCount, showCountOf, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import type { Column } from '../table.ts';

interface DeletionsOptions extends ListOptions {
  readonly state?: string;
}

export const deletionsCommand = () =>
  withListOptions(
    new Command('deletions')
      .description('lists deletions that were held back because they were so many, and what was decided on them')
      .argument('[integration]', 'name or id of the integration')
      .addOption(new Option('--state <state>', 'only in this state').choices(deletionStates)),
  ).action(async (name: string | undefined, options: DeletionsOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const integrationId = name === undefined ? undefined : (await findIntegration(api, name)).integrationId;
    await printList(output, api.deletions, { integrationId, state: options.state }, columns, {
      ...options,
      empty: 'No deletions were held back.',
    });
  });

const columns: Column<StagedDeletions>[] = [
  { title: 'RUN', value: ({ runId }) => runId },
  { title: 'INTEGRATION', value: ({ integrationName }) => integrationName },
  { title: 'STREAM', value: ({ stream }) => stream },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'DELETIONS', value: ({ count }) => showCount(count), align: 'right' },
  { title: 'OF', value: ({ known }) => showCount(known), align: 'right' },
  { title: 'DECIDE BY', value: ({ decideBy }) => showTime(decideBy) },
  { title: 'DECIDED BY', value: ({ decidedBy }) => decidedBy ?? '–' },
  { title: 'REASON', value: ({ reason }) => shorten(reason ?? '–', 60) },
];

interface DecideOptions {
  readonly stream?: string;
  readonly reason?: string;
}

export const approveCommand = () =>
  decisionCommand('approve', 'carries out deletions that a run held back').action(
    async (runId: string, { stream, reason }: DecideOptions, command: Command) => {
      const { api, output } = contextOf(command);
      for (const staged of await stagedOf(api, runId, stream)) {
        const decided = await api.approveDeletions(runId, staged.stream, { reason });
        if (output.json) output.value(decided);
        else {
          const run = decided.deletionRunId;
          const what = showCountOf(decided.count, 'deletion');
          output.line(`Run ${run} carries out ${what} of ${printable(decided.stream)}. See "syncline run ${run}".`);
        }
      }
    },
  );

export const rejectCommand = () =>
  decisionCommand('reject', 'drops deletions that a run held back: the records stay').action(
    async (runId: string, { stream, reason }: DecideOptions, command: Command) => {
      const { api, output } = contextOf(command);
      for (const staged of await stagedOf(api, runId, stream)) {
        const decided = await api.rejectDeletions(runId, staged.stream, { reason });
        if (output.json) output.value(decided);
        else output.line(`${showCountOf(decided.count, 'deletion')} of ${printable(decided.stream)} rejected.`);
      }
    },
  );

const decisionCommand = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .argument('<run>', 'id of the run that found them')
    .option('--stream <stream>', 'only of this stream; default: of all for which an answer is waited for')
    .option('--reason <text>', 'why; kept beside the decision');

/** Those of one stream, whatever their state, so that the API says what is wrong with it; else those that wait. */
async function stagedOf(api: Api, runId: string, stream: string | undefined): Promise<{ stream: string }[]> {
  if (stream !== undefined) return [{ stream }];
  const waiting = (await api.deletionsOf(runId)).items.filter(({ state }) => state === 'PENDING');
  if (waiting.length > 0) return waiting;
  throw new CliError(exitCodes.notFound, `No deletions of run ${runId} wait for an answer; see "syncline deletions".`);
}
