import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { summaryOf } from '../run-summary.ts';

export const runCommand = () =>
  new Command('run')
    .description('shows one run and its steps')
    .argument('<id>', 'id of the run')
    .action(async (id: string, _options: object, command: Command) => {
      const { api, output } = contextOf(command);
      const run = await api.run(id);
      const { items: steps } = await api.steps(id);
      if (output.json) output.value({ run, steps });
      else output.line(summaryOf(run, steps).join('\n'));
    });
