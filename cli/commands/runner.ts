import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { RunnerClient, TokenRefusedError } from '../runner/runner-client.ts';
import { standardLog } from '../runner/runner-log.ts';
import { workLoop } from '../runner/work-loop.ts';
import { isLoopback } from '../sign-request.ts';

interface RunnerOptions {
  readonly token?: string;
  readonly once?: boolean;
}

export const runnerCommand = () =>
  new Command('runner')
    .description('reads sources where this computer is, for integrations that Syncline cannot read itself')
    .option('--token <token>', 'of the runner, from "syncline runners create" (default: $SYNCLINE_RUNNER_TOKEN)')
    .option('--once', 'end after one piece of work')
    .addHelpText('after', '\nSIGTERM or Ctrl-C ends it behind the page that is being read; a second one at once.')
    .action(async ({ token, once = false }: RunnerOptions, command: Command) => {
      const { url } = contextOf(command).api;
      const client = new RunnerClient(safe(url), given(token ?? process.env['SYNCLINE_RUNNER_TOKEN']));
      const leaving = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => {
          standardLog('leaving', { signal });
          leaving.abort();
        });
      }
      const about = { version: ownVersion(), hostname: hostname() };
      standardLog('started', { ...about, url });
      try {
        await workLoop({ client, log: standardLog }, about, { leaving: leaving.signal, once });
      } catch (error) {
        if (!(error instanceof TokenRefusedError)) throw error;
        throw new CliError(exitCodes.refused, `${error.message} Make a new one with "syncline runners create".`);
      }
      standardLog('ended');
    });

function given(token: string | undefined): string {
  if (token !== undefined && token !== '') return token;
  throw new CliError(exitCodes.refused, 'Give the token of a runner with --token or $SYNCLINE_RUNNER_TOKEN.');
}

/** Secrets of sources come this way. */
function safe(url: string): string {
  const { protocol, hostname: host } = new URL(url);
  if (protocol === 'https:' || isLoopback(host)) return url;
  throw new CliError(exitCodes.refused, `${url} is not encrypted, and secrets of sources come from there: use https.`);
}

function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
