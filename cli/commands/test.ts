import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { printable, showDuration } from '../human-text.ts';

export const testCommand = () =>
  new Command('test')
    .description('asks the source of an integration whether it can be reached')
    .argument('<name>', 'name or id of the integration')
    .action(async (name: string, _options: object, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId } = await findIntegration(api, name);
      const report = await api.testIntegration(integrationId);
      if (output.json) output.value(report);
      else
        output.line(
          `${report.ok ? 'ok' : 'FAILED'} (${showDuration(report.durationMs)}): ${printable(report.message)}`,
        );
      if (!report.ok) process.exitCode = exitCodes.failed;
    });
