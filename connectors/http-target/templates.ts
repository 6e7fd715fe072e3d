import { SourceError } from '../../shared/connector/connector.ts';
import type { Json } from '../../shared/connector/json.ts';
import type { TargetRecord } from '../../shared/connector/target.ts';
import { compileExpression } from '../http/expressions/compile-expression.ts';
import type { Scope } from '../http/expressions/scope.ts';
import { parseTemplate } from '../http/expressions/syntax.ts';
import { ExpressionError, Float, jsonOf, UndefinedValueError } from '../http/expressions/values.ts';

/** What an expression may speak of. */
const variables: ReadonlySet<string> = new Set(['id', 'targetId', 'name', 'record']);

/** A text with expressions, as its parts: texts as they are, expressions as functions. */
type Part = { readonly text: string } | { readonly evaluate: (scope: Scope) => unknown };

/** Compiles templates of the vocabulary that connector files have. Problems go to `problem`. */
function partsOf(source: string, problem: (message: string) => void): Part[] {
  if (!/\{[{%#]/.test(source)) return [{ text: source }];
  const context = { variables, parameters: {}, locals: new Set<string>(), problem };
  try {
    return parseTemplate(source).map((syntax): Part => {
      if (syntax.type === 'StringLiteral') return { text: syntax.value };
      const evaluate = compileExpression(syntax, context);
      return { evaluate: (scope) => evaluate(scope, null) };
    });
  } catch (error) {
    problem(`the expression cannot be parsed (${error instanceof Error ? error.message : String(error)})`);
    return [];
  }
}

export type Problem = (message: string) => void;

/**
 * A path, whose expressions are filled in percent-encoded. Throws SourceError `expression_failed` where one of them is
 * empty, or would lead out of its place: a deletion must never hit more than its record.
 */
export function compilePath(source: string, problem: Problem): (record: TargetRecord, now: () => number) => string {
  const parts = partsOf(source, problem);
  return (record, now) =>
    parts.map((part) => ('text' in part ? part.text : encoded(evaluated(part, record, now), source))).join('');
}

/** Any text; empty where an expression is. */
export function compileText(source: string, problem: Problem): (record: TargetRecord, now: () => number) => string {
  const parts = partsOf(source, problem);
  return (record, now) =>
    parts.map((part) => ('text' in part ? part.text : (textOf(evaluated(part, record, now)) ?? ''))).join('');
}

/** A body: in its texts expressions are filled in; a text that is one expression becomes its value, of whatever type. */
export function compileBody(value: Json, problem: Problem): (record: TargetRecord, now: () => number) => Json {
  if (typeof value === 'string') {
    const parts = partsOf(value, problem);
    const [only] = parts;
    if (parts.length === 1 && only && 'evaluate' in only) return (record, now) => jsonOf(evaluated(only, record, now));
    return compileText(value, problem);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => compileBody(item, problem));
    return (record, now) => items.map((item) => item(record, now));
  }
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).map(([name, field]) => [name, compileBody(field, problem)] as const);
    return (record, now) => Object.fromEntries(fields.map(([name, field]) => [name, field(record, now)]));
  }
  return () => value;
}

function evaluated(part: Extract<Part, { evaluate: unknown }>, record: TargetRecord, now: () => number): unknown {
  const { id, targetId, name, data } = record;
  try {
    return part.evaluate({ variables: { id, targetId, name, record: data }, now });
  } catch (error) {
    if (!(error instanceof ExpressionError || error instanceof UndefinedValueError || error instanceof RangeError)) {
      throw error;
    }
    throw new SourceError('expression_failed', `The request cannot be made: ${error.message}`, { cause: error });
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof Float ? String(value.value) : null;
}

function encoded(value: unknown, source: string): string {
  const text = textOf(value);
  if (text === null || text === '' || text === '.' || text === '..') {
    const shown = text === null || text === '' ? 'empty, or no text' : `"${text}"`;
    throw new SourceError('expression_failed', `The address ${source} cannot be filled in: a part of it is ${shown}.`);
  }
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw new SourceError('expression_failed', `The address ${source} cannot be filled in: a part is no valid text.`, {
      cause,
    });
  }
}
