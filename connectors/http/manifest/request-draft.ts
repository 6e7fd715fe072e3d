import { SourceError } from '../../../shared/connector/connector.ts';
import type { Json, JsonObject } from '../../../shared/connector/json.ts';
import { isMapping, jsonOf, textOf } from '../expressions/values.ts';

export type Repeatable = string | readonly string[];
export type InjectInto = 'request_parameter' | 'header' | 'body_json' | 'body_data';

/**
 * A request while its parts come together from requester, authenticator, paginator and cursor. No two of them may set
 * the same name: SourceError `request_conflict`.
 */
export class RequestDraft {
  readonly query: Record<string, Repeatable> = {};
  readonly headers: Record<string, string> = {};
  readonly form: Record<string, Repeatable> = {};
  readonly json: JsonObject = {};
  /** A form's body given as one text. */
  text: string | null = null;

  add(into: InjectInto, path: readonly string[], value: unknown): void {
    const name = path.join('.');
    if (into === 'body_json') this.#addJson(this.json, path, jsonOf(value));
    else if (into === 'header') set(this.headers, name, textOf(value), into);
    else if (into === 'body_data') set(this.form, name, repeatable(value), into);
    else set(this.query, name, repeatable(value), into);
  }

  /** Merges an object into the JSON body; equal values at one place are no conflict there. */
  addJson(fields: JsonObject): void {
    for (const [name, value] of Object.entries(fields)) this.#addJson(this.json, [name], value);
  }

  #addJson(target: JsonObject, [name = '', ...rest]: readonly string[], value: Json): void {
    const present = Object.hasOwn(target, name) ? target[name] : undefined;
    if (rest.length > 0) {
      const inner = present ?? {};
      if (!isMapping(inner)) throw conflict(name, 'body_json');
      const fields = inner as JsonObject;
      target[name] = fields;
      this.#addJson(fields, rest, value);
    } else if (isMapping(present) && isMapping(value)) {
      for (const [key, field] of Object.entries(value as JsonObject))
        this.#addJson(present as JsonObject, [key], field);
    } else if (present === undefined) target[name] = isMapping(value) ? structuredClone(value) : value;
    else if (JSON.stringify(present) !== JSON.stringify(value)) throw conflict(name, 'body_json');
  }
}

const repeatable = (value: unknown): Repeatable => (Array.isArray(value) ? value.map(textOf) : textOf(value));

function set<T>(target: Record<string, T>, name: string, value: T, into: InjectInto): void {
  const same =
    into === 'header' ? (key: string) => key.toLowerCase() === name.toLowerCase() : (key: string) => key === name;
  if (Object.keys(target).some(same)) throw conflict(name, into);
  target[name] = value;
}

function conflict(name: string, into: InjectInto): SourceError {
  return new SourceError(
    'request_conflict',
    `Two parts of the manifest set "${name}" (${into}). Let only one of requester, authenticator, paginator and cursor set it.`,
  );
}
