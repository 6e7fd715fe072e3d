import { Command, Option } from 'commander';
import type { CreatedHook, Hook } from '../../shared/api/hook.ts';
import { type Api, ProblemError } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { showTime } from '../human-text.ts';

interface HookOptions {
  readonly newSecret?: boolean;
  readonly remove?: boolean;
}

export const hookCommand = () =>
  new Command('hook')
    .description('shows where the source of an integration can tell of changes; makes it where there is none yet')
    .argument('<name>', 'name or id of the integration')
    .addOption(
      new Option('--new-secret', 'make another secret; the one before is taken for 24 hours').conflicts('remove'),
    )
    .option('--remove', 'take no more webhooks')
    .action(async (name: string, options: HookOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId, name: called } = await findIntegration(api, name);
      if (options.remove) {
        await api.removeHook(integrationId);
        if (!output.json) output.line(`${called} takes no more webhooks.`);
        return;
      }
      const hook = options.newSecret ? await api.createHook(integrationId) : await findOrCreate(api, integrationId);
      if (output.json) {
        output.value({ ...hook, url: `${api.url}${hook.url}` });
        return;
      }
      output.line(`url     ${api.url}${hook.url}`);
      output.line(
        `secret  ${'secret' in hook ? hook.secret : `made ${showTime(hook.createdAt)}; --new-secret makes another`}`,
      );
      if (hook.previousUntil !== null)
        output.line(`        the one before is taken until ${showTime(hook.previousUntil)}`);
      if ('secret' in hook) output.note('Keep the secret now: it is not told again.');
    });

async function findOrCreate(api: Api, integrationId: string): Promise<Hook | CreatedHook> {
  try {
    return await api.hook(integrationId);
  } catch (error) {
    if (!(error instanceof ProblemError && error.is('hook-not-found'))) throw error;
    return api.createHook(integrationId);
  }
}
