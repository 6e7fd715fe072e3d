import { basename } from 'node:path';
import { Command } from 'commander';
import type { Integration, UpdateIntegration } from '../../shared/api/integration.ts';
import { type Api, ProblemError } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import { type DeclaredSettings, declaredSettings } from '../declared-settings.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { lookUpIntegration } from '../find-integration.ts';
import { printable } from '../human-text.ts';
import { readSettings, readTextFile, settingsHelp } from '../read-settings.ts';

interface ConnectOptions {
  readonly name?: string;
  readonly settings?: string[];
  readonly streams?: string[];
  readonly update?: boolean;
  readonly runsOn?: string;
  readonly alerts: boolean;
  readonly alertEmail?: string[];
}

export const connectCommand = () =>
  new Command('connect')
    .description('makes an integration of a connector file')
    .argument('<file>', 'connector file (YAML)')
    .option('--name <name>', 'name of the integration (default: the name of the file)')
    .option('--settings <settings...>', 'what the connector needs to know')
    .option('--streams <names...>', 'only these streams of the file (default: all, which must then all be supported)')
    .option('--update', 'change the integration if there is one of this name; its secrets stay unless given anew')
    .option('--runs-on <pool>', 'let runners of this pool read the source; cloud: Syncline itself (default)')
    .option('--no-alerts', 'tell nobody when something is wrong; "syncline alerting" has all settings of alerts')
    .option('--alert-email <addresses...>', 'whom to tell (default: those of "syncline settings")')
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async (file: string, options: ConnectOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const manifest = await readTextFile(file);
      const declared = declaredSettings(manifest);
      const { settings: config, literal } = await readSettings(options.settings ?? [], declared);
      const name = options.name ?? nameOf(file);
      const { integration, isNew } = await save(
        api,
        name,
        { manifest, config, ...(options.streams && { streams: options.streams }) },
        options.update ?? false,
        { ...(options.runsOn !== undefined && { runsOn: options.runsOn }), ...alertsOf(options) },
      );
      noteSecrets(literal, declared, output.note);
      if (output.json) return output.value(integration);
      output.line(
        `${isNew ? 'Created' : 'Updated'} the integration ${integration.name} (${integration.integrationId}).`,
      );
      for (const stream of integration.streams) output.line(`  ${printable(stream.name)}: ${stream.modes.join(', ')}`);
      if (integration.runsOn !== 'cloud') {
        output.line(`Its source is read by runners of the pool ${integration.runsOn}; see "syncline runners".`);
        return;
      }
      output.line(`Try it with "syncline test ${quoted(name)}", then "syncline sync ${quoted(name)} --follow".`);
    });

function alertsOf({ alerts, alertEmail }: ConnectOptions): Pick<UpdateIntegration, 'alerts'> {
  const change = { ...(!alerts && { enabled: false }), ...(alertEmail && { emails: alertEmail }) };
  return Object.keys(change).length === 0 ? {} : { alerts: change };
}

type Saved = { readonly integration: Integration; readonly isNew: boolean };

async function save(
  api: Api,
  name: string,
  settings: Readonly<Record<string, unknown>>,
  update: boolean,
  more: Pick<UpdateIntegration, 'runsOn' | 'alerts'>,
): Promise<Saved> {
  const existing = update ? await lookUpIntegration(api, name) : undefined;
  if (existing) {
    return { integration: await api.updateIntegration(existing.integrationId, { settings, ...more }), isNew: false };
  }
  try {
    return { integration: await api.createIntegration({ name, connector: 'http', settings, ...more }), isNew: true };
  } catch (error) {
    if (!(error instanceof ProblemError && error.is('name-taken'))) throw error;
    throw new CliError(
      exitCodes.refused,
      `There is an integration "${name}" already. Change it with --update, or choose another name with --name.`,
      error.problem,
    );
  }
}

function noteSecrets(literal: readonly string[], declared: DeclaredSettings, note: (text: string) => void): void {
  const exposed = literal.filter((key) => declared.isSecret(key));
  if (exposed.length === 0) return;
  note(`The shell's history now knows ${exposed.join(', ')}; ${exposed[0]}=env:NAME would have kept it out.`);
}

/** The file's name without its ending, in the letters that names may have. */
function nameOf(file: string): string {
  const name = basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N} ._-]/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  if (name !== '') return name;
  throw new CliError(exitCodes.refused, 'The name of the file makes no name; give one with --name.');
}

const quoted = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `'${name}'`);
