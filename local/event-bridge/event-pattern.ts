import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeProblem } from '../problem.ts';

/** Whether an event matches; made once from a rule's EventPattern. */
export type EventMatcher = (event: JsonObject) => boolean;

type ValueMatcher = (value: Json | undefined) => boolean;

/**
 * Knows exact values, prefix, suffix, equals-ignore-case, anything-but, exists, numeric and wildcard, and `$or` on any
 * level. Throws RuntimeProblem for every other filter, so that no rule is quietly never matched.
 */
export function compilePattern(pattern: JsonObject): EventMatcher {
  const fields = Object.entries(pattern).map(([field, expected]): EventMatcher => {
    if (field === '$or' && Array.isArray(expected)) return anyOf(expected);
    if (isJsonObject(expected)) {
      const matches = compilePattern(expected);
      return (event) => {
        const inner = event[field];
        return matches(isJsonObject(inner) ? inner : {});
      };
    }
    if (!Array.isArray(expected)) throw new RuntimeProblem(`The event pattern needs a list at "${field}"`);
    const matchers = expected.map(valueMatcher);
    return (event) => matchers.some((matches) => matchesAny(event[field], matches));
  });
  return (event) => fields.every((matches) => matches(event));
}

function anyOf(alternatives: Json[]): EventMatcher {
  const matchers = alternatives.map((alternative) => {
    if (!isJsonObject(alternative)) throw new RuntimeProblem('$or in an event pattern needs a list of patterns');
    return compilePattern(alternative);
  });
  return (event) => matchers.some((matches) => matches(event));
}

/** A list in the event matches if one of its items does. */
function matchesAny(value: Json | undefined, matches: ValueMatcher): boolean {
  return Array.isArray(value) && value.length > 0 ? value.some((item) => matches(item)) : matches(value);
}

function valueMatcher(expected: Json): ValueMatcher {
  if (!isJsonObject(expected)) return (value) => value === expected;
  const [[filter, argument] = []] = Object.entries(expected);
  const make = filter === undefined ? undefined : filters[filter];
  if (make === undefined || argument === undefined || Object.keys(expected).length !== 1) {
    throw new RuntimeProblem(`The embedded runtime does not know the event pattern ${JSON.stringify(expected)}`);
  }
  return make(argument);
}

const filters: Readonly<Record<string, (argument: Json) => ValueMatcher>> = {
  prefix: (argument) => onText(argument, (text, part) => text.startsWith(part)),
  suffix: (argument) => onText(argument, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (argument) => onText(argument, (text, other) => text.toLowerCase() === other.toLowerCase()),
  wildcard: (argument) => {
    const pattern = new RegExp(`^${String(argument).split('*').map(escapeRegExp).join('.*')}$`, 's');
    return (value) => typeof value === 'string' && pattern.test(value);
  },
  exists: (argument) => (value) => (value !== undefined) === argument,
  'anything-but': (argument) => {
    const matchers = (Array.isArray(argument) ? argument : [argument]).map(valueMatcher);
    return (value) => value !== undefined && !matchers.some((matches) => matches(value));
  },
  numeric: (argument) => {
    if (!Array.isArray(argument)) throw new RuntimeProblem('numeric in an event pattern needs a list');
    const tests = Array.from({ length: argument.length / 2 }, (_, pair) =>
      comparison(argument[2 * pair], argument[2 * pair + 1]),
    );
    return (value) => typeof value === 'number' && tests.every((test) => test(value));
  },
};

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function onText(argument: Json, test: (text: string, argument: string) => boolean): ValueMatcher {
  return (value) => typeof value === 'string' && test(value, String(argument));
}

function comparison(operator: Json | undefined, bound: Json | undefined): (value: number) => boolean {
  const limit = Number(bound);
  switch (operator) {
    case '=':
      return (value) => value === limit;
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    default:
      throw new RuntimeProblem(`numeric in an event pattern does not know ${JSON.stringify(operator)}`);
  }
}
