import { Command, Option } from 'commander';
import { archiveDaysChoices, mostHotDays } from '../../shared/api/settings.ts';
import { contextOf } from '../command-context.ts';
import { showCountOf } from '../human-text.ts';
import { wholeNumber } from '../list-options.ts';

interface SettingsOptions {
  readonly hotDays?: number;
  readonly archiveDays?: string;
  readonly alertEmail?: string[] | false;
}

export const settingsCommand = () =>
  new Command('settings')
    .description('shows, or changes, what applies to all integrations')
    .addOption(
      new Option(
        '--hot-days <n>',
        `days for which the log of a run is in the database (1 to ${mostHotDays})`,
      ).argParser(wholeNumber(mostHotDays)),
    )
    .addOption(
      new Option('--archive-days <n>', 'days for which it is kept at all, afterwards in the archive').choices(
        archiveDaysChoices.map(String),
      ),
    )
    .option('--alert-email <addresses...>', 'who is told of alerts of integrations that name nobody')
    .option('--no-alert-email', 'nobody is')
    .addHelpText('after', '\nDays apply to runs that start from then on.')
    .action(async ({ hotDays, archiveDays, alertEmail }: SettingsOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const changes = hotDays !== undefined || archiveDays !== undefined || alertEmail !== undefined;
      const settings = changes
        ? await api.updateSettings({
            retention: {
              ...(hotDays !== undefined && { hotDays }),
              ...(archiveDays !== undefined && { archiveDays: Number(archiveDays) }),
            },
            ...(alertEmail !== undefined && { alerts: { emails: alertEmail || [] } }),
          })
        : await api.settings();
      if (output.json) return output.value(settings);
      const { retention, alerts } = settings;
      output.line(`The log of a run is kept for ${showCountOf(retention.archiveDays, 'day')}:`);
      output.line(`  ${showCountOf(retention.hotDays, 'day')} in the database, the rest in the archive.`);
      output.line(`Told of alerts, where an integration names nobody: ${alerts.emails.join(', ') || 'nobody'}.`);
    });
