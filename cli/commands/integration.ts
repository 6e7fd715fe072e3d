import { Command, Option } from 'commander';
import type { Integration, UpdateIntegration } from '../../shared/api/integration.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { printable, showCount, showTime } from '../human-text.ts';
import { wholeNumber } from '../list-options.ts';
import { showStatus } from '../run-status.ts';
import { type Column, table } from '../table.ts';

interface IntegrationOptions {
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly rename?: string;
  readonly runsOn?: string;
  readonly runnerWait?: number;
}

export const integrationCommand = () =>
  new Command('integration')
    .description('shows one integration: its status and why, its streams; or switches it off and on, or renames it')
    .argument('<name>', 'name or id of the integration')
    .option('--enable', 'switch it on again')
    .addOption(new Option('--disable', 'let nobody start it, no schedule either').conflicts('enable'))
    .option('--rename <name>', 'call it this')
    .option('--runs-on <pool>', 'let runners of this pool read the source; cloud: Syncline itself')
    .addOption(
      new Option('--runner-wait <hours>', 'how long a run waits while no runner is there').argParser(wholeNumber(168)),
    )
    .action(async (name: string, options: IntegrationOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const found = await findIntegration(api, name);
      const change = changeOf(options);
      const isChange = Object.keys(change).length > 0;
      const integration = isChange ? await api.updateIntegration(found.integrationId, change) : found;
      if (output.json) output.value(integration);
      else output.line(describe(integration).join('\n'));
    });

const changeOf = ({ enable, disable, rename, runsOn, runnerWait }: IntegrationOptions): UpdateIntegration => ({
  ...((enable || disable) && { disabled: disable === true }),
  ...(rename !== undefined && { name: rename }),
  ...(runsOn !== undefined && { runsOn }),
  ...(runnerWait !== undefined && { runnerWaitHours: runnerWait }),
});

function describe(integration: Integration): string[] {
  const { integrationId, name, connector, direction, target, status, statusReason, quarantine, lastRun } = integration;
  const { activity, runsOn, runnerWaitHours, streams } = integration;
  const skipped = activity.lastSkipped;
  const lines: [string, string][] = [
    ['id', integrationId],
    ['connector', `${connector}, ${direction}, to ${target}`],
    ['status', statusReason === null ? status : `${status}: ${statusReason}`],
  ];
  if (quarantine) lines.push(['way out', quarantine.wayOut]);
  if (runsOn !== 'cloud') lines.push(['read by', `runners of ${runsOn}; a run waits ${runnerWaitHours} h for one`]);
  lines.push(['last run', lastRun ? `${showStatus(lastRun)}, ${showTime(lastRun.startedAt)}` : 'never']);
  if (skipped) lines.push(['not started', `${showTime(skipped.at)}: ${skipped.reason}`]);
  return [
    name,
    ...lines.map(([title, value]) => `${title.padEnd(14)}${printable(value)}`),
    '',
    ...table(streams, columns),
  ];
}

const columns: Column<Integration['streams'][number]>[] = [
  { title: 'STREAM', value: ({ name }) => name },
  { title: 'RUNS', value: ({ modes, byId }) => [...modes, ...(byId ? ['single records'] : [])].join(', ') },
  { title: 'RECORDS', value: ({ knownRecords }) => showCount(knownRecords), align: 'right' },
  { title: 'LAST SYNCED', value: ({ lastSyncedAt }) => showTime(lastSyncedAt) },
  { title: 'NEXT', value: ({ nextSyncAt }) => showTime(nextSyncAt) },
];
