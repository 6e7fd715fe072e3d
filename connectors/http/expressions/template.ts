import type { CompileContext } from './compile-context.ts';
import { compileExpression } from './compile-expression.ts';
import { compileBody } from './compile-statement.ts';
import { literalOf } from './literal.ts';
import type { Scope } from './scope.ts';
import { parseTemplate } from './syntax.ts';
import { ExpressionError, isMapping, isTrue, numberOf, textOf, UndefinedValueError } from './values.ts';

/** A text of the manifest with its expressions, ready to be evaluated again and again. */
export interface Template {
  readonly source: string;
  /** Whether it is the same text every time. */
  readonly isConstant: boolean;
  /**
   * The native value: the result as text, read as a literal (`"5"` is 5). Empty text where the result is empty.
   * Throws UndefinedValueError where something is asked of a value that does not exist.
   */
  value(scope: Scope): unknown;
  /** The native value; null where it is empty or undefined. For bodies. */
  valueOrNull(scope: Scope): unknown;
  /** The result as text, or a list; null where it is empty, None or undefined. For parameters and form fields. */
  textOrList(scope: Scope): string | readonly string[] | null;
  /** The native value as text; empty where it is empty. */
  text(scope: Scope): string;
  /** A condition: false where it is empty, undefined, or reads as false. */
  isTrue(scope: Scope): boolean;
}

export function compileTemplate(source: string, context: Omit<CompileContext, 'locals'>): Template {
  return templateOf(source, compileRaw(source, { ...context, locals: new Set() }));
}

/** A template without expressions. */
export const constantTemplate = (source: string): Template => templateOf(source, source);

type Raw = string | ((scope: Scope) => unknown);

function compileRaw(source: string, context: CompileContext): Raw {
  // One line break at the end is not part of a template.
  if (!/\{[{%#]/.test(source)) return source.replace(/\n$/, '');
  if (source.includes('stream_state')) {
    context.problem('"stream_state" is no longer part of the vocabulary: use stream_interval');
    return '';
  }
  try {
    const parts = parseTemplate(source);
    const [only] = parts;
    // A lone expression keeps its value: writing it as text and reading that back would give the same.
    if (parts.length === 1 && only !== undefined && /^\{\{/.test(source) && /\}\}$/.test(source)) {
      const evaluate = compileExpression(only, context);
      return (scope) => evaluate(scope, null);
    }
    const body = compileBody(parts, context);
    return (scope) => body(scope, { values: {}, outer: null });
  } catch (error) {
    context.problem(`the expression cannot be parsed (${error instanceof Error ? error.message : String(error)})`);
    return '';
  }
}

function templateOf(source: string, raw: Raw): Template {
  const native = typeof raw === 'string' ? literalOf(raw) : null;
  const rawOf = typeof raw === 'string' ? () => raw : located(raw, source);

  function value(scope: Scope): unknown {
    if (typeof raw === 'string') return native;
    const result = rawOf(scope);
    if (typeof result === 'string') return literalOf(result);
    return result === undefined ? '' : isData(result) ? result : textOf(result);
  }

  return {
    source,
    isConstant: typeof raw === 'string',
    value,
    text: (scope) => textOf(value(scope)),
    valueOrNull(scope) {
      const result = orEmpty(() => value(scope));
      return result === '' ? null : result;
    },
    textOrList(scope) {
      const result = orEmpty(() => rawOf(scope));
      const read = typeof result === 'string' ? literalOf(result) : result;
      if (Array.isArray(read)) return read.map(textOf);
      // Quoted text loses its quotes; every other text stays as it was written (`007`, `1e5`).
      const text = typeof read === 'string' ? read : typeof result === 'string' ? result : textOf(result ?? undefined);
      return text === '' ? null : text;
    },
    isTrue(scope) {
      const result = orEmpty(() => value(scope));
      return typeof result === 'string' ? !falseTexts.has(result) : result === null || isTrue(result);
    },
  };
}

/** The same, with errors that show the expression they are of. */
function located(evaluate: (scope: Scope) => unknown, source: string): (scope: Scope) => unknown {
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      if (error instanceof UndefinedValueError)
        throw new UndefinedValueError(`${error.message} (in ${source})`, { cause: error });
      if (error instanceof ExpressionError)
        throw new ExpressionError(`${error.message} (in ${source})`, { cause: error });
      if (error instanceof RangeError || error instanceof SyntaxError) {
        throw new ExpressionError(`${error.message} (in ${source})`, { cause: error });
      }
      throw error;
    }
  };
}

/** Texts that count as false in a condition. None counts as true there, as in the vocabulary. */
const falseTexts = new Set(['False', 'false', '{}', '[]', '()', '', '0', '0.0']);

const isData = (value: unknown) =>
  value === null || typeof value === 'boolean' || numberOf(value) !== null || Array.isArray(value) || isMapping(value);

function orEmpty(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof UndefinedValueError) return '';
    throw error;
  }
}
