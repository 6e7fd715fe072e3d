import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { printable, showDuration } from '../human-text.ts';
import { settingsHelp } from '../read-settings.ts';
import { type SettingsOptions, settingsToTry } from '../settings-to-try.ts';

export const testCommand = () =>
  new Command('test')
    .description('asks the source of an integration whether it can be reached')
    .argument('<name>', 'name or id of the integration')
    .option(
      '--settings <settings...>',
      'with these instead of the saved ones; saves nothing, and is not in the history',
    )
    .option('--file <file>', 'with this connector file (YAML), likewise')
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async (name: string, options: SettingsOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const integration = await findIntegration(api, name);
      const report = await api.testIntegration(integration.integrationId, await settingsToTry(integration, options));
      if (output.json) output.value(report);
      else
        output.line(
          `${report.ok ? 'ok' : 'FAILED'} (${showDuration(report.durationMs)}): ${printable(report.message)}`,
        );
      if (!report.ok) process.exitCode = exitCodes.failed;
    });
