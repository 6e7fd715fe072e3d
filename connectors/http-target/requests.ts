import { SourceError } from '../../shared/connector/connector.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../shared/connector/http-client.ts';
import type { Json } from '../../shared/connector/json.ts';
import type { TargetRecord } from '../../shared/connector/target.ts';
import type { BodySettings, HttpTargetSettings } from './settings.ts';
import { compileBody, compilePath, type Problem } from './templates.ts';

/** A request as the settings have it, ready to be filled in. */
export type Fill = (record: TargetRecord, now: () => number) => Pick<HttpRequest, 'method' | 'url' | 'json'>;

interface RequestSettings {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly body?: BodySettings | undefined;
}

export function compileRequest(
  baseUrl: string,
  { method, path, body = 'none' }: RequestSettings,
  problem: Problem,
): Fill {
  const fillPath = compilePath(path, (message) => problem(`path: ${message}`));
  const template =
    typeof body === 'string' ? null : compileBody(body as Json, (message) => problem(`body: ${message}`));
  return (record, now) => {
    const json = template ? template(record, now) : body === 'record' ? record.data : undefined;
    return { method, url: addressOf(baseUrl, fillPath(record, now)), ...(json !== undefined && { json }) };
  };
}

/** With exactly one slash between the two. */
export const addressOf = (baseUrl: string, path: string): string =>
  path.startsWith('?') ? `${baseUrl}${path}` : `${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

export const headersOf = ({ headers, secretHeaders }: HttpTargetSettings): Record<string, string> => ({
  ...headers,
  ...secretHeaders,
});

/** Throws SourceError `page_not_json` where a page answers in the target's place, whatever its status says. */
export async function send(http: HttpClient, request: HttpRequest): Promise<HttpResponse> {
  const response = await http.request(request);
  const type = response.headers['content-type'] ?? '';
  if (/\bhtml\b/i.test(type) || /^\s*<(?:!doctype\s+html|html)\b/i.test(response.text)) {
    response.json();
    throw new SourceError('page_not_json', `${request.method} was answered with a page of the type ${type}.`);
  }
  return response;
}

/** The id at a path of an answer; null where there is none that can be used. Throws SourceError `page_not_json`. */
export function idAt(response: HttpResponse, path: string): string | null {
  if (response.text.trim() === '') return null;
  const value = path.split('.').reduce<Json | undefined>(child, response.json());
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function child(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
}
