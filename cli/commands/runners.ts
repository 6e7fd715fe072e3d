import { Command } from 'commander';
import type { Runner } from '../../shared/api/runner.ts';
import { contextOf } from '../command-context.ts';
import { showTime } from '../human-text.ts';
import { type Column, table } from '../table.ts';

export const runnersCommand = () =>
  new Command('runners')
    .description('lists the runners, which read sources where Syncline cannot reach them')
    .action(async (_: unknown, command: Command) => {
      const { api, output } = contextOf(command);
      const page = await api.runners();
      if (output.json) return output.value(page);
      if (page.items.length > 0) return output.line(table(page.items, columns).join('\n'));
      output.note('There are no runners; "syncline runners create NAME" makes one.');
    })
    .addCommand(createCommand())
    .addCommand(revokeCommand());

const createCommand = () =>
  new Command('create')
    .description('makes a runner and shows its token, this once')
    .argument('<name>', 'what to call it')
    .option('--pool <pool>', 'the pool that it works for (default: runner)')
    .action(async (name: string, { pool }: { pool?: string }, command: Command) => {
      const { api, output } = contextOf(command);
      const created = await api.createRunner({ name, ...(pool !== undefined && { pool }) });
      if (output.json) return output.value(created);
      // By itself on standard output, so that a script can take it.
      output.note(`Created the runner ${created.name} (${created.runnerId}) of the pool ${created.pool}.`);
      output.note(
        'This is its token. It cannot be shown again; whoever has it gets the secrets of the sources it reads.',
      );
      output.line(created.token);
      output.note('Start it where the source can be reached: SYNCLINE_RUNNER_TOKEN=… syncline runner --url <url>');
    });

const revokeCommand = () =>
  new Command('revoke')
    .description('makes the token of a runner worthless')
    .argument('<id>', 'id of the runner')
    .action(async (id: string, _: unknown, command: Command) => {
      const { api, output } = contextOf(command);
      const revoked = await api.revokeRunner(id);
      if (output.json) return output.value(revoked);
      output.line(`Revoked the runner ${revoked.name}. What it was reading goes to another one of ${revoked.pool}.`);
    });

const columns: Column<Runner>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'ID', value: ({ runnerId }) => runnerId },
  { title: 'POOL', value: ({ pool }) => pool },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'SEEN', value: ({ lastSeenAt }) => showTime(lastSeenAt) },
  { title: 'VERSION', value: ({ version }) => version ?? '–' },
  { title: 'HOST', value: ({ hostname }) => hostname ?? '–' },
];
