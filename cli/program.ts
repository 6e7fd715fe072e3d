import { Command, CommanderError } from 'commander';
import { defaultUrl } from './api-client.ts';
import { alertingCommand } from './commands/alerting.ts';
import { alertsCommand } from './commands/alerts.ts';
import { callsCommand } from './commands/calls.ts';
import { cancelCommand } from './commands/cancel.ts';
import { checkCommand } from './commands/check.ts';
import { clustersCommand } from './commands/clusters.ts';
import { connectCommand } from './commands/connect.ts';
import { connectTargetCommand } from './commands/connect-target.ts';
import { approveCommand, deletionsCommand, rejectCommand } from './commands/deletions.ts';
import { disconnectCommand } from './commands/disconnect.ts';
import { entitiesCommand } from './commands/entities.ts';
import { entityCommand } from './commands/entity.ts';
import { exportCommand } from './commands/export.ts';
import { guardCommand } from './commands/guard.ts';
import { historyCommand } from './commands/history.ts';
import { hookCommand } from './commands/hook.ts';
import { integrationCommand } from './commands/integration.ts';
import { integrationsCommand } from './commands/integrations.ts';
import { recordsCommand } from './commands/records.ts';
import { retriggerCommand } from './commands/retrigger.ts';
import { runCommand } from './commands/run.ts';
import { runnerCommand } from './commands/runner.ts';
import { runnersCommand } from './commands/runners.ts';
import { runsCommand } from './commands/runs.ts';
import { scheduleCommand } from './commands/schedule.ts';
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
    connectTargetCommand,
    integrationsCommand,
    integrationCommand,
    disconnectCommand,
    testCommand,
    syncCommand,
    cancelCommand,
    retriggerCommand,
    runsCommand,
    runCommand,
    entitiesCommand,
    entityCommand,
    callsCommand,
    searchCommand,
    historyCommand,
    clustersCommand,
    recordsCommand,
    scheduleCommand,
    settingsCommand,
    runnersCommand,
    runnerCommand,
    exportCommand,
    deletionsCommand,
    approveCommand,
    rejectCommand,
    alertsCommand,
    alertingCommand,
    guardCommand,
    hookCommand,
  ];
  for (const create of commands) program.addCommand(withCommonOptions(create()));
  return program;
}

/** The common options are taken before and behind the name of the command. */
function withCommonOptions(command: Command): Command {
  for (const subcommand of command.commands) withCommonOptions(subcommand);
  return command.option('--url <url>', 'where Syncline is').option('--json', 'print JSON for programs');
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

/** Runs one command line (`node`, script, arguments). Answers with the exit code; errors are printed. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const program = createProgram();
  // Commander ends the process by itself otherwise, before output through a pipe has been written.
  for (const command of withSubcommands(program)) command.exitOverride();
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
