import type { Json, JsonObject } from '../../../shared/connector/json.ts';

/** Longer names are cut: they are for display and search. */
const mostCharacters = 200;

/** Fields that hold what a person would call a record, the most telling first. */
const single = ['name', 'displayName', 'display_name', 'full_name', 'fullName', 'title', 'label', 'subject'];
const pairs = [
  ['first_name', 'last_name'],
  ['firstName', 'lastName'],
  ['firstname', 'lastname'],
  ['given_name', 'family_name'],
  ['givenName', 'familyName'],
] as const;
const identifying = ['email', 'userName', 'username', 'login', 'code', 'slug', 'key'];

/**
 * What a person would call a record, since the vocabulary has no word for it: the first non-empty text among name,
 * displayName, display_name, full_name, fullName, title, label, subject; else first and last name together; else email,
 * userName, username, login, code, slug, key. Looked for at the top, then in `attributes`, `properties` and `fields`,
 * where JSON:API, HubSpot and Airtable keep them. A SCIM-like `name` object gives its `formatted`. Null where nothing fits.
 */
export function nameOf(record: JsonObject): string | null {
  return nameIn(record) ?? nested(record['attributes']) ?? nested(record['properties']) ?? nested(record['fields']);
}

const nested = (value: Json | undefined) => (isObject(value) ? nameIn(value) : null);

function nameIn(fields: JsonObject): string | null {
  for (const field of single) {
    const name = textOf(fields[field]);
    if (name !== null) return name;
  }
  for (const [first, last] of pairs) {
    const both = [textOf(fields[first]), textOf(fields[last])].filter((part) => part !== null);
    if (both.length > 0) return both.join(' ');
  }
  for (const field of identifying) {
    const name = textOf(fields[field]);
    if (name !== null) return name;
  }
  return null;
}

function textOf(value: Json | undefined): string | null {
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' ? null : text.slice(0, mostCharacters);
  }
  return isObject(value) ? textOf(value['formatted'] ?? value['full'] ?? null) : null;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
