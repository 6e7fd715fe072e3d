import { Command, InvalidArgumentError, Option } from 'commander';
import type { AlertSettings, TestAlert, UpdateAlertSettings } from '../../shared/api/alert.ts';
import { contextOf } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { printable } from '../human-text.ts';
import { wholeNumber } from '../list-options.ts';
import type { Output } from '../output.ts';
import { readSettings, settingValueHelp } from '../read-settings.ts';

interface AlertingOptions {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly email?: string[] | false;
  readonly webhook?: string | false;
  readonly failedRecords?: number | 'off';
  readonly failedRuns?: number | 'off';
  readonly window?: number;
  readonly stale?: number | 'auto' | 'off';
  readonly volume?: 'on' | 'off';
  readonly test?: boolean;
}

export const alertingCommand = () =>
  new Command('alerting')
    .description('shows, or changes, what an integration is watched for and who is told; --test tells them')
    .argument('<integration>', 'name or id of the integration')
    .addOption(new Option('--on', 'watch it').conflicts('off'))
    .option('--off', 'do not watch it; alerts that are going on end without a word')
    .option('--email <addresses...>', 'write to these')
    .option('--no-email', 'write to those of "syncline settings"')
    .option('--webhook <url>', `post to this address, which Slack's may be; ${settingValueHelp}`)
    .option('--no-webhook', 'post to none')
    .option('--failed-records <percent>', 'alert from this share of failed records on, or off', percentOrOff)
    .option('--failed-runs <percent>', 'alert from this share of failed runs on, or off', percentOrOff)
    .option('--window <hours>', 'the hours that these are shares of', wholeNumber(720))
    .option(
      '--stale <hours>',
      'alert after so long without a successful run; auto: by the schedule; or off',
      hoursOrOff,
    )
    .addOption(new Option('--volume <on|off>', 'alert on unusual numbers of records').choices(['on', 'off']))
    .option('--test', 'send a test, after any change')
    .action(async (name: string, options: AlertingOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId, alerts: before } = await findIntegration(api, name);
      const change = await changeOf(options);
      const alerts =
        Object.keys(change).length === 0
          ? before
          : (await api.updateIntegration(integrationId, { alerts: change })).alerts;
      const test = options.test ? await api.testAlerts(integrationId) : undefined;
      if (test && test.undelivered.length > 0) process.exitCode = exitCodes.failed;
      if (output.json) output.value(test ? { alerts, test } : alerts);
      else print(output, alerts, test);
    });

async function changeOf(options: AlertingOptions): Promise<UpdateAlertSettings> {
  const { on, off, email, webhook, failedRecords, failedRuns, window, stale, volume } = options;
  const errorRate = {
    ...(failedRecords !== undefined && { records: unlessOff(failedRecords) }),
    ...(failedRuns !== undefined && { runs: unlessOff(failedRuns) }),
    ...(window !== undefined && { windowHours: window }),
  };
  return {
    ...((on || off) && { enabled: on === true }),
    ...(Array.isArray(email) && { emails: email }),
    ...(email === false && { emails: [] }),
    ...(typeof webhook === 'string' && { webhookUrl: await readSecret(webhook) }),
    ...(webhook === false && { webhookUrl: null }),
    ...(Object.keys(errorRate).length > 0 && { errorRate }),
    ...(stale !== undefined && { stalenessHours: unlessOff(stale) }),
    ...(volume !== undefined && { volume: volume === 'on' }),
  };
}

/** A value as `--settings` takes it: as it is, or from where it says. */
async function readSecret(given: string): Promise<string> {
  const asText = { has: () => true, isSecret: () => true, convert: (_key: string, value: string) => value };
  return String((await readSettings([`webhook=${given}`], asText)).settings['webhook']);
}

function unlessOff<Value>(value: Value | 'off'): Value | null {
  return value === 'off' ? null : value;
}

function percentOrOff(text: string): number | 'off' {
  if (text === 'off') return text;
  const percent = Number(text.replace(/%$/, ''));
  if (text !== '' && percent > 0 && percent <= 100) return percent / 100;
  throw new InvalidArgumentError('It must be more than 0 and at most 100, or off.');
}

function hoursOrOff(text: string): number | 'auto' | 'off' {
  if (text === 'off' || text === 'auto') return text;
  const hours = Number(text);
  if (text !== '' && hours > 0 && hours <= 8760) return hours;
  throw new InvalidArgumentError('It must be a number of hours, auto or off.');
}

function print(output: Output, alerts: AlertSettings, test: TestAlert | undefined): void {
  const { enabled, emails, webhook, errorRate, stalenessHours, volume } = alerts;
  const share = (of: number | null) => (of === null ? 'off' : `from ${Math.round(of * 1000) / 10} %`);
  const stale = { auto: 'by the schedule', null: 'off' }[String(stalenessHours)] ?? `after ${stalenessHours} h`;
  output.line(`alerts          ${enabled ? 'on' : 'off'}`);
  output.line(`e-mail          ${emails.length > 0 ? emails.join(', ') : 'as in "syncline settings"'}`);
  output.line(`webhook         ${webhook ?? 'none'}`);
  output.line(`failed records  ${share(errorRate.records)} within ${errorRate.windowHours} h`);
  output.line(`failed runs     ${share(errorRate.runs)} within ${errorRate.windowHours} h`);
  output.line(`no success      ${stale}`);
  output.line(`volume          ${volume ? 'on' : 'off'}`);
  if (!test) return;
  output.line(`test            ${test.notified.length > 0 ? `sent by ${test.notified.join(', ')}` : 'not sent'}`);
  for (const { channel, reason } of test.undelivered) output.line(`  ${channel} FAILED: ${printable(reason)}`);
}
