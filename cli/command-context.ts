import type { Command } from 'commander';
import { Api, defaultUrl } from './api-client.ts';
import { type Output, standardOutput } from './output.ts';

/** What every command works with, from the options that every command has. */
export interface CommandContext {
  readonly api: Api;
  readonly output: Output;
}

export function contextOf(command: Command): CommandContext {
  const { url, json } = command.optsWithGlobals<{ url?: string; json?: boolean }>();
  return {
    api: new Api(url ?? process.env['SYNCLINE_URL'] ?? defaultUrl),
    output: standardOutput({ json: json ?? false }),
  };
}
