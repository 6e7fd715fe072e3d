import {
  defineConnector,
  SettingsError,
  SourceError,
  type StreamDefinition,
} from '../../shared/connector/connector.ts';
import { type CompiledManifest, compileManifest } from './compile-manifest.ts';
import { configProblems } from './config-problems.ts';
import { credentialNames, secretPointers } from './config-secrets.ts';
import { draftSettings } from './draft-settings.ts';
import type { CompiledStream } from './manifest/compiled-stream.ts';
import { problemText } from './manifest/problems.ts';
import { explainExpressionError } from './reading/expression-errors.ts';
import { fetchRecord } from './reading/fetch-record.ts';
import { readStream } from './reading/read-stream.ts';
import { testConnection } from './reading/test-connection.ts';
import { type HttpSettings, httpSettings } from './settings.ts';

/** Reads any HTTP API that a manifest in the low-code vocabulary describes. */
export const http = defineConnector<HttpSettings>({
  type: 'http',
  title: 'HTTP API (manifest)',
  settings: httpSettings,
  secrets: ({ manifest, config }) => secretPointers(compileManifest(manifest), config),
  streams(settings) {
    const manifest = compileManifest(settings.manifest);
    const problems = [
      ...streamProblems(manifest, settings),
      ...configProblems(manifest.spec?.connectionSpecification ?? {}, settings.config),
    ];
    if (problems.length > 0) throw new SettingsError(problems);
    return usableStreams(manifest, settings).map(definition);
  },
  draft: draftSettings,
  test(context) {
    const manifest = compileManifest(context.settings.manifest);
    const streams = usableStreams(manifest, context.settings);
    const named = streams.filter(({ name }) => manifest.checkStreams.includes(name));
    return testConnection(named.length > 0 ? named : streams.slice(0, 1), context, credentialNames(manifest));
  },
  async *read(context, request) {
    const stream = streamNamed(request.stream, context.settings);
    try {
      yield* readStream(stream, context, request);
    } catch (error) {
      throw explainExpressionError(error, stream.name);
    }
  },
  async fetchOne(context, name, id) {
    const stream = streamNamed(name, context.settings);
    if (stream.byId === null) {
      throw new SourceError('not_by_id', `The manifest does not say (any more) how one of "${name}" is asked for.`);
    }
    try {
      return await fetchRecord(stream, stream.byId, context, id);
    } catch (error) {
      throw explainExpressionError(error, name);
    }
  },
});

const definition = ({ name, cursor, byId, rhythm }: CompiledStream): StreamDefinition => ({
  name,
  modes: cursor === null ? ['full'] : ['full', 'update'],
  ...(byId && { byId: true }),
  ...(rhythm && { rhythm }),
});

/** Throws SettingsError where it is not there. */
function streamNamed(wanted: string, settings: HttpSettings): CompiledStream {
  const stream = usableStreams(compileManifest(settings.manifest), settings).find(({ name }) => name === wanted);
  if (stream) return stream;
  throw new SettingsError([`The manifest has no stream "${wanted}" (any more).`]);
}

/** The streams to offer. Throws SettingsError where one of them cannot be read: none is left out unasked. */
function usableStreams(manifest: CompiledManifest, settings: HttpSettings): CompiledStream[] {
  const problems = streamProblems(manifest, settings);
  if (problems.length > 0) throw new SettingsError(problems);
  return chosenStreams(manifest, settings).flatMap(({ stream }) => stream ?? []);
}

/** Why the streams that the settings ask for cannot be read. */
function streamProblems(manifest: CompiledManifest, settings: HttpSettings): string[] {
  const missing = wantedNames(manifest, settings).filter(
    (name) => !manifest.streams.some((stream) => stream.name === name),
  );
  const chosen = chosenStreams(manifest, settings);
  const problems = [
    ...manifest.problems.map(problemText),
    ...missing.map((name) => `streams: the manifest has no stream "${name}"`),
    ...chosen.flatMap(({ name, problems: own }) => own.map((problem) => `stream ${name}: ${problemText(problem)}`)),
  ];
  return problems.length > 0 ? [...problems, ...remedy(manifest, chosen)] : [];
}

const wantedNames = (manifest: CompiledManifest, { streams }: HttpSettings): readonly string[] =>
  streams ?? manifest.streams.map(({ name }) => name);

const chosenStreams = (manifest: CompiledManifest, settings: HttpSettings): CompiledManifest['streams'] =>
  manifest.streams.filter(({ name }) => wantedNames(manifest, settings).includes(name));

function remedy(manifest: CompiledManifest, chosen: CompiledManifest['streams']): string[] {
  const supported = manifest.streams.filter(({ stream }) => stream !== null).map(({ name }) => name);
  if (manifest.problems.length > 0 || supported.length === 0 || supported.length === chosen.length) return [];
  return [`To use only what is supported, set "streams" to ${JSON.stringify(supported)}.`];
}
