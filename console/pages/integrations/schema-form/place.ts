import { isObject, type Json, type JsonObject } from './schema.ts';

/** The way to a value within settings: names of fields, and positions in lists. */
export type Place = readonly string[];

export const pointerOf = (place: Place): string =>
  place.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export const placeOf = (pointer: string): Place =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

export function valueAt(root: Json, place: Place): Json | undefined {
  let at: Json | undefined = root;
  for (const part of place) {
    if (Array.isArray(at)) at = at[Number(part)];
    else at = isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }
  return at;
}

/** The same settings with another value at a place; undefined removes it. What leads there is made as needed. */
export function withValueAt(root: JsonObject, place: Place, value: Json | undefined): JsonObject {
  return changed(root, place, value) as JsonObject;
}

function changed(at: Json | undefined, [part, ...rest]: Place, value: Json | undefined): Json | undefined {
  if (part === undefined) return value;
  if (Array.isArray(at)) {
    const index = Number(part);
    const next = changed(at[index], rest, value);
    return next === undefined && rest.length === 0 ? at.toSpliced(index, 1) : at.with(index, next ?? null);
  }
  const { [part]: before, ...others } = isObject(at) ? at : {};
  const next = changed(before, rest, value);
  if (next === undefined) return others;
  // In its old place, so that nothing jumps.
  return isObject(at) && Object.hasOwn(at, part) ? { ...at, [part]: next } : { ...others, [part]: next };
}
