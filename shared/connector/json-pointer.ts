import type { Json, JsonObject } from '../connector/json.ts';

/** The names in a JSON pointer (RFC 6901): `/config/a~1b` → `config`, `a/b`. Throws where it is not a pointer into an object. */
export function parsePointer(pointer: string): string[] {
  if (!pointer.startsWith('/')) throw new TypeError(`A JSON pointer begins with "/": ${pointer}`);
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export const formatPointer = (path: readonly PropertyKey[]): string =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The value at the pointer; undefined where there is none. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  return parsePointer(pointer).reduce<Json | undefined>(child, root);
}

/** A copy of the object without the value at the pointer. */
export function without(root: JsonObject, pointer: string): JsonObject {
  const copy = structuredClone(root);
  const names = parsePointer(pointer);
  const last = names.pop();
  const parent = names.reduce<Json | undefined>(child, copy);
  if (last === undefined || !isContainer(parent)) return copy;
  // An array keeps its length: the pointers of its later elements must stay right.
  if (Array.isArray(parent)) {
    if (Number(last) < parent.length) parent[Number(last)] = null;
  } else delete parent[last];
  return copy;
}

/**
 * A copy of the object with the value at the pointer; missing objects on the way are made. Where something else is in
 * the way (a text, an array that is too short), the copy stays as it was.
 */
export function withValue(root: JsonObject, pointer: string, value: Json): JsonObject {
  const copy = structuredClone(root);
  const names = parsePointer(pointer);
  let parent: Json | undefined = copy;
  for (const [depth, name] of names.entries()) {
    if (!isContainer(parent)) return copy;
    if (Array.isArray(parent) && !(Number(name) < parent.length)) return copy;
    const isLast = depth === names.length - 1;
    const next: Json | undefined = child(parent, name);
    if (isLast) setChild(parent, name, value);
    else if (next === undefined || next === null) setChild(parent, name, {});
    parent = child(parent, name);
  }
  return copy;
}

function child(value: Json | undefined, name: string): Json | undefined {
  if (!isContainer(value)) return undefined;
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Defined, not assigned: a setting named `__proto__` stays a plain setting. */
function setChild(parent: Json[] | JsonObject, name: string, value: Json): void {
  Object.defineProperty(parent, name, { value, writable: true, enumerable: true, configurable: true });
}

function isContainer(value: Json | undefined): value is Json[] | JsonObject {
  return typeof value === 'object' && value !== null;
}
