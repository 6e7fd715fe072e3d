import { Command } from 'commander';
import { parse } from 'yaml';
import type { Integration } from '../../shared/api/integration.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { contextOf } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { findIntegration, lookUpIntegration } from '../find-integration.ts';
import { printable } from '../human-text.ts';
import { readSettings, readTextFile, settingsHelp } from '../read-settings.ts';
import { textsOnly } from '../target-settings.ts';

interface ConnectTargetOptions {
  readonly from: string;
  readonly name: string;
  readonly settings?: string[];
  readonly update?: boolean;
}

export const connectTargetCommand = () =>
  new Command('connect-target')
    .description("makes an integration that sends an integration's records to a target; see docs/outbound.md")
    .argument('<file>', 'what the target takes: baseUrl, headers, streams (YAML or JSON)')
    .requiredOption('--from <integration>', 'name or id of the integration whose records are sent')
    .requiredOption('--name <name>', 'name of the new integration')
    .option('--settings <settings...>', 'what the file leaves open, such as secretHeaders.Authorization=env:NAME')
    .option('--update', 'change the integration if there is one of this name; its secrets stay unless given anew')
    .addHelpText('after', `\n${settingsHelp}`)
    .action(async (file: string, options: ConnectTargetOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const { settings: given, literal } = await readSettings(options.settings ?? [], textsOnly);
      const { integrationId } = await findIntegration(api, options.from);
      const inFile = objectIn(file, await readTextFile(file));
      const settings = { ...inFile, ...withHeaders(inFile, given), from: { integrationId } };
      const existing = options.update ? await lookUpIntegration(api, options.name) : undefined;
      const integration: Integration = existing
        ? await api.updateIntegration(existing.integrationId, { settings })
        : await api.createIntegration({ name: options.name, connector: 'http-target', settings });
      const exposed = literal.find((key) => textsOnly.isSecret(key));
      if (exposed !== undefined) {
        output.note(`The shell's history now knows ${exposed}; ${exposed}=env:NAME would have kept it out.`);
      }
      if (output.json) return output.value(integration);
      output.line(
        `${existing ? 'Updated' : 'Created'} the integration ${integration.name} (${integration.integrationId}).`,
      );
      for (const { name } of integration.streams) output.line(`  ${printable(name)}`);
      output.line(
        `What changes in ${printable(options.from)} is sent by itself. For what is there: "syncline sync … --full".`,
      );
    });

function objectIn(file: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = parse(text, { logLevel: 'silent' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(exitCodes.refused, `${file} is neither YAML nor JSON: ${reason}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new CliError(exitCodes.refused, `${file} must have settings by their names: baseUrl, streams …`);
}

/** Headers of the command line join those of the file; any other setting replaces the file's. */
function withHeaders(inFile: JsonObject, given: JsonObject): JsonObject {
  const joined = (name: string) => ({ ...(inFile[name] as JsonObject | undefined), ...(given[name] as JsonObject) });
  const names = ['headers', 'secretHeaders'].filter((name) => given[name] !== undefined);
  return { ...given, ...Object.fromEntries(names.map((name) => [name, joined(name)])) };
}
