import { type CompileContext, type CompilePart, constant } from './compile-context.ts';
import { operators } from './operators.ts';
import type { Evaluate } from './scope.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { isTrue, numberOf } from './values.ts';

const comparisons = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in']);

export function compileBinary(
  { operator, left, right }: SyntaxOf<'BinaryExpression'>,
  compile: CompilePart,
  context: CompileContext,
): Evaluate {
  const sign = operator.value;
  if (comparisons.has(sign) && left.type === 'BinaryExpression' && comparisons.has(left.operator.value)) {
    return compileChain(left, sign, right, compile, context);
  }
  const [first, second] = [compile(left), compile(right)];
  if (sign === 'and' || sign === 'or') {
    return (scope, locals) => {
      const value = first(scope, locals);
      return isTrue(value) === (sign === 'and') ? second(scope, locals) : value;
    };
  }
  const apply = operators[sign];
  if (apply === undefined) {
    context.problem(`the operator "${sign}" is not supported`);
    return constant(undefined);
  }
  return (scope, locals) => apply(first(scope, locals), second(scope, locals));
}

const orders = new Set(['<', '>', '<=', '>=']);

/**
 * `0 <= x < 10` compares x with both. The parser does not tell it from `(0 <= x) < 10`, which nobody means; with `==`
 * and `in`, where somebody might, it is refused.
 */
function compileChain(
  { operator, left, right: middle }: SyntaxOf<'BinaryExpression'>,
  sign: string,
  right: Syntax,
  compile: CompilePart,
  context: CompileContext,
): Evaluate {
  const isLonger = left.type === 'BinaryExpression' && comparisons.has(left.operator.value);
  if (isLonger || !orders.has(sign) || !orders.has(operator.value)) {
    context.problem(
      'a chain of comparisons is supported only with <, <=, >, >= and three parts: join comparisons with "and"',
    );
  }
  const [low, value, high] = [left, middle, right].map((part) => compile(part));
  const [first, second] = [operators[operator.value], operators[sign]];
  return (scope, locals) => {
    const between = value?.(scope, locals);
    return isTrue(first?.(low?.(scope, locals), between)) && isTrue(second?.(between, high?.(scope, locals)));
  };
}

export function compileUnary({ operator, argument }: SyntaxOf<'UnaryExpression'>, compile: CompilePart): Evaluate {
  const value = compile(argument);
  if (operator.value === 'not') return (scope, locals) => !isTrue(value(scope, locals));
  const minus = operators['-'];
  if (operator.value === '-' && minus !== undefined) return (scope, locals) => minus(0, value(scope, locals));
  return (scope, locals) => numberOf(value(scope, locals));
}
