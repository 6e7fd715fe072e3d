import { isSensitiveName } from '../../shared/connector/sensitive-names.ts';
import { compileRequest, type Fill } from './requests.ts';
import type { HttpTargetSettings, StreamSettings } from './settings.ts';

/** A stream's requests. */
export interface CompiledTargetStream {
  readonly settings: StreamSettings;
  readonly create: Fill;
  readonly update: Fill;
  readonly remove: Fill | null;
  readonly find: Fill | null;
}

const compiled = new WeakMap<HttpTargetSettings, ReturnType<typeof compile>>();

/** The streams of some settings, and what is wrong with them; compiled once for an object of settings. */
export function compileStreams(settings: HttpTargetSettings): ReturnType<typeof compile> {
  const known = compiled.get(settings) ?? compile(settings);
  compiled.set(settings, known);
  return known;
}

function compile(settings: HttpTargetSettings) {
  const problems = headerProblems(settings);
  const streams = new Map(
    Object.entries(settings.streams).map(([name, stream]) => [
      name,
      compileStream(settings.baseUrl, name, stream, problems),
    ]),
  );
  return { streams, problems };
}

function compileStream(
  baseUrl: string,
  name: string,
  settings: StreamSettings,
  problems: string[],
): CompiledTargetStream {
  const at = (request: string) => (message: string) => void problems.push(`stream ${name}: ${request}: ${message}`);
  const { create, update, delete: remove, find } = settings;
  for (const [request, used] of Object.entries({ create, find })) {
    if (used && speaksOfTargetId(used))
      at(request)('the target has no targetId for the record yet: use id, or a field');
  }
  for (const [request, used] of Object.entries({ update, delete: remove })) {
    if (used && speaksOfTargetId(used) && settings.targetId === undefined) {
      at(request)('targetId is not known: say with targetId where the answer to a create has it');
    }
  }
  return {
    settings,
    create: compileRequest(baseUrl, { body: 'record', ...create }, at('create')),
    update: compileRequest(baseUrl, { body: 'record', ...update }, at('update')),
    remove: remove ? compileRequest(baseUrl, remove, at('delete')) : null,
    find: find ? compileRequest(baseUrl, bodyless(find), at('find')) : null,
  };
}

/** A GET carries no body. */
const bodyless = <Request extends { readonly method: string; readonly body?: unknown }>(request: Request) =>
  request.method === 'GET' ? { ...request, body: 'none' as const } : request;

const speaksOfTargetId = (request: object): boolean => /\{\{[^}]*\btargetId\b/.test(JSON.stringify(request));

function headerProblems({ headers, secretHeaders }: HttpTargetSettings): string[] {
  const known = new Set(Object.keys(secretHeaders).map((name) => name.toLowerCase()));
  return Object.keys(headers).flatMap((name) => {
    if (isSensitiveName(name)) return [`headers: "${name}" looks like a credential: put it into secretHeaders`];
    return known.has(name.toLowerCase()) ? [`headers: "${name}" is in secretHeaders as well`] : [];
  });
}
