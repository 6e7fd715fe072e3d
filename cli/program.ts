import { Command, CommanderError } from 'commander';
import { defaultUrl } from './api-client.ts';
import { callsCommand } from './commands/calls.ts';
import { checkCommand } from './commands/check.ts';
import { clustersCommand } from './commands/clusters.ts';
import { connectCommand } from './commands/connect.ts';
import { entitiesCommand } from './commands/entities.ts';
import { exportCommand } from './commands/export.ts';
import { historyCommand } from './commands/history.ts';
import { integrationsCommand } from './commands/integrations.ts';
import { recordsCommand } from './commands/records.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { searchCommand } from './commands/search.ts';
import { settingsCommand } from './commands/settings.ts';
import { syncCommand } from './commands/sync.ts';
import { testCommand } from './commands/test.ts';
import { type ExitCode, exitCodeHelp, exitCodes } from './exit-codes.ts';
import { failureOf } from './failure.ts';

export function createProgram(): Command {
  const program = new Command('syncline')
    .description('Runs integrations, and shows the complete log of every run.')
    .option('--url <url>', `where Syncline is (default: $SYNCLINE_URL, or ${defaultUrl})`)
    .option('--json', 'print JSON for programs')
    .addHelpText('after', `\n${exitCodeHelp()}`)
    .showHelpAfterError('(--help shows what is possible)');
  const commands = [
    checkCommand,
    connectCommand,
    integrationsCommand,
    testCommand,
    syncCommand,
    runsCommand,
    runCommand,
    entitiesCommand,
    callsCommand,
    searchCommand,
    historyCommand,
    clustersCommand,
    recordsCommand,
    settingsCommand,
    exportCommand,
  ];
  for (const create of commands) program.addCommand(withCommonOptions(create()));
  return program;
}

/** The common options are taken before and behind the name of the command. */
function withCommonOptions(command: Command): Command {
  return command.option('--url <url>', 'where Syncline is').option('--json', 'print JSON for programs');
}

/** Runs one command line (`node`, script, arguments). Answers with the exit code; errors are printed. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const program = createProgram();
  // Commander ends the process by itself otherwise, before output through a pipe has been written.
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync(argv);
    return (process.exitCode as ExitCode | undefined) ?? exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
    const { exitCode, message, problem } = failureOf(error);
    process.stderr.write(`${message}\n`);
    if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: problem ?? { detail: message } })}\n`);
    return exitCode;
  }
}
