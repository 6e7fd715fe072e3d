import { Command, InvalidArgumentError, Option } from 'commander';
import { type DeletionGuard, type DeletionLimits, deletionGuardSchema } from '../../shared/api/deletion.ts';
import { contextOf } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { printable, showCount } from '../human-text.ts';
import type { Output } from '../output.ts';

interface GuardOptions {
  readonly stream?: string;
  readonly percent?: number;
  readonly count?: number;
  readonly days?: number;
  readonly off?: boolean;
}

export const guardCommand = () =>
  new Command('guard')
    .description('shows when deletions of an integration wait for a yes, or changes it')
    .argument('<name>', 'name or id of the integration')
    .option('--stream <stream>', 'limits of this stream only')
    .option('--percent <n>', 'stage more than this share of the known records', numberOf)
    .option('--count <n>', 'and more than this many of them', numberOf)
    .addOption(new Option('--days <n>', 'how long an answer is waited for').argParser(numberOf).conflicts('stream'))
    .addOption(new Option('--off', 'stage nothing').conflicts(['percent', 'count', 'days']))
    .action(async (name: string, options: GuardOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId, deletionGuard } = await findIntegration(api, name);
      const { stream, percent, count, days, off } = options;
      const isChange = [percent, count, days, off].some((option) => option !== undefined);
      if (stream !== undefined && !isChange) {
        throw new CliError(exitCodes.refused, 'Say what holds for the stream: --percent, --count or --off.');
      }
      const wanted = isChange ? changed(deletionGuard, options) : deletionGuard;
      const guard = isChange
        ? (await api.updateIntegration(integrationId, { deletionGuard: wanted })).deletionGuard
        : deletionGuard;
      if (output.json) output.value({ deletionGuard: guard });
      else print(output, guard);
    });

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** What is not named stays; of a guard that was off, the rest is at its defaults. */
function changed(
  guard: DeletionGuard | null,
  { stream, percent, count, days, off }: GuardOptions,
): DeletionGuard | null {
  const limits = { ...(percent !== undefined && { percent }), ...(count !== undefined && { count }) };
  if (stream === undefined) {
    const base = guard ?? deletionGuardSchema.parse({});
    return off ? null : { ...base, ...limits, ...(days !== undefined && { expiresAfterDays: days }) };
  }
  if (guard === null) throw new CliError(exitCodes.refused, 'The guard is off: switch it on without --stream first.');
  const before = guard.streams[stream] ?? { percent: guard.percent, count: guard.count };
  return { ...guard, streams: { ...guard.streams, [stream]: off ? null : { ...before, ...limits } } };
}

function print(output: Output, guard: DeletionGuard | null): void {
  if (guard === null) {
    output.line('Deletions are never staged.');
    return;
  }
  output.line(`staged: ${describe(guard)}; an answer is waited for ${guard.expiresAfterDays} days`);
  for (const [stream, limits] of Object.entries(guard.streams)) {
    output.line(`  ${printable(stream)}: ${limits === null ? 'never' : describe(limits)}`);
  }
}

const describe = ({ percent, count }: DeletionLimits): string =>
  `more than ${percent} % and more than ${showCount(count)} of the known records, or all of them`;
