import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { explanationOf } from '../explanation.ts';

export const entityCommand = () =>
  new Command('entity')
    .description('shows one record in a run: what was decided about it and why, and what changed')
    .argument('<run>', 'id of the run')
    .argument('<stream>', 'name of the stream')
    .argument('<id>', "the record's id at the source")
    .action(async (runId: string, stream: string, id: string, _options: object, command: Command) => {
      const { api, output } = contextOf(command);
      const explained = await api.entity(runId, stream, id);
      if (output.json) output.value(explained);
      else output.line(explanationOf(explained).join('\n'));
    });
