import type { SettingsDraft } from '../../shared/connector/connector.ts';
import type { Json, JsonObject } from '../../shared/connector/json.ts';
import { compileManifest } from './compile-manifest.ts';

/** What a manifest asks its user for, which streams it has, and what of it is not supported. */
export function draftSettings({ manifest: text }: JsonObject): SettingsDraft {
  if (typeof text !== 'string' || text.trim() === '') return { schemas: {}, streams: [], problems: [] };
  const { spec, streams, problems } = compileManifest(text);
  const usable = streams.filter(({ stream }) => stream !== null).map(({ name }) => name);
  return {
    schemas: {
      ...(isObject(spec?.connectionSpecification) && {
        '/config': { ...spec.connectionSpecification, default: {} },
      }),
      ...(usable.length > 0 && { '/streams': choiceOf(usable) }),
    },
    streams: streams.map(({ name, problems: own }) => ({ name, problems: own })),
    problems,
  };
}

const choiceOf = (names: readonly string[]): JsonObject => ({
  type: 'array',
  uniqueItems: true,
  items: { enum: [...names] },
  description: 'only these streams of the manifest; the others need not be supported. Default: all',
});

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
