import { propertyOf } from './methods.ts';
import { ExpressionError, HeaderMap, isMapping, numberOf, textOf, UndefinedValueError } from './values.ts';

/** `value.key` or `value[key]`: undefined where there is nothing; throws UndefinedValueError below what is undefined. */
export function memberOf(value: unknown, key: unknown): unknown {
  if (isMapping(value)) {
    const name = typeof key === 'string' ? key : textOf(key);
    return Object.hasOwn(value, name) ? value[name] : undefined;
  }
  if (value === undefined) throw new UndefinedValueError(`"${textOf(key)}" is asked of an undefined value.`);
  if (value instanceof HeaderMap) return value.get(textOf(key));
  if (Array.isArray(value) || typeof value === 'string') {
    const index = numberOf(key);
    return index === null ? undefined : value.at(index);
  }
  return typeof key === 'string' ? propertyOf(value, key) : undefined;
}

/** `value[start:stop:step]` of a list or a text. */
export function sliceOf(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (value === undefined) throw new UndefinedValueError('A part of an undefined value is taken.');
  if (!Array.isArray(value) && typeof value !== 'string') throw new ExpressionError('Only a list or a text has parts.');
  const size = step === null ? 1 : numberOf(step);
  if (size === null || size === 0) throw new ExpressionError('The step of a slice must be a number other than zero.');
  const items: readonly unknown[] = typeof value === 'string' ? [...value] : value;
  const [from, to] = size > 0 ? [0, items.length] : [items.length - 1, -1];
  const place = (bound: unknown, open: number) => {
    const at = numberOf(bound);
    if (at === null) return open;
    const absolute = at < 0 ? at + items.length : at;
    return size > 0
      ? Math.min(Math.max(absolute, 0), items.length)
      : Math.min(Math.max(absolute, -1), items.length - 1);
  };
  const [first, end] = [place(start, from), place(stop, to)];
  const taken: unknown[] = [];
  for (let at = first; size > 0 ? at < end : at > end; at += size) taken.push(items[at]);
  return typeof value === 'string' ? taken.join('') : taken;
}
