import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';

export const disconnectCommand = () =>
  new Command('disconnect')
    .description('removes an integration with its settings and secrets; its runs and records stay')
    .argument('<name>', 'name or id of the integration')
    .action(async (name: string, _options: object, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId, name: called } = await findIntegration(api, name);
      await api.deleteIntegration(integrationId);
      if (output.json) output.value({ integrationId });
      else output.line(`Removed the integration ${called} (${integrationId}).`);
    });
