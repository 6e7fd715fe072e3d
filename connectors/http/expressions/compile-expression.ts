import type { Arguments } from './arguments.ts';
import { filters, filtersWithAttributeOnly } from './filters.ts';
import { macros } from './macros.ts';
import { memberOf, sliceOf } from './members.ts';
import { callMethod, methodNames } from './methods.ts';
import { operators } from './operators.ts';
import type { Evaluate, Locals } from './scope.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { tests } from './tests.ts';
import { Float, isTrue, type Mapping, numberOf, textOf } from './values.ts';

/** What is known of an expression's surroundings when it is compiled. */
export interface CompileContext {
  /** Names that will have a value when it is evaluated. */
  readonly variables: ReadonlySet<string>;
  /** The `$parameters` of the component that it stands in. */
  readonly parameters: Mapping;
  /** Names that the template has set before this place. */
  readonly locals: Set<string>;
  /** Told of everything that is not supported. */
  readonly problem: (message: string) => void;
}

const constants: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

/** Turns an expression into a function once, so that evaluating it walks no tree. */
export function compileExpression(syntax: Syntax, context: CompileContext): Evaluate {
  const inner = (part: Syntax) => compileExpression(part, context);
  switch (syntax.type) {
    case 'IntegerLiteral':
    case 'StringLiteral':
      return constant(syntax.value);
    case 'FloatLiteral':
      return constant(new Float(syntax.value));
    case 'ArrayLiteral':
    case 'TupleLiteral': {
      const items = syntax.value.map(inner);
      return (scope, locals) => items.map((item) => item(scope, locals));
    }
    case 'ObjectLiteral': {
      const fields = [...syntax.value].map(([key, value]) => [inner(key), inner(value)] as const);
      return (scope, locals) =>
        Object.fromEntries(fields.map(([key, value]) => [textOf(key(scope, locals)), value(scope, locals)]));
    }
    case 'Identifier':
      return compileName(syntax.value, context);
    case 'MemberExpression':
      return compileMember(syntax, context);
    case 'CallExpression':
      return compileCall(syntax, context);
    case 'FilterExpression':
      return compileFilter(syntax, context);
    case 'TestExpression':
      return compileTest(syntax, context);
    case 'BinaryExpression':
      return compileBinary(syntax, context);
    case 'UnaryExpression':
      return compileUnary(syntax, context);
    case 'Ternary':
      return choice(inner(syntax.condition), inner(syntax.trueExpr), inner(syntax.falseExpr));
    case 'SelectExpression':
      return choice(inner(syntax.test), inner(syntax.lhs), constant(undefined));
    default:
      context.problem(`the expression has a part that is not supported (${syntax.type})`);
      return constant(undefined);
  }
}

const constant =
  (value: unknown): Evaluate =>
  () =>
    value;

const choice =
  (condition: Evaluate, whenTrue: Evaluate, whenFalse: Evaluate): Evaluate =>
  (scope, locals) =>
    isTrue(condition(scope, locals)) ? whenTrue(scope, locals) : whenFalse(scope, locals);

function compileName(name: string, context: CompileContext): Evaluate {
  if (Object.hasOwn(constants, name)) return constant(constants[name]);
  if (context.locals.has(name)) return (_, locals) => localValue(name, locals);
  if (name === 'parameters') return constant(context.parameters);
  if (!context.variables.has(name)) {
    const known = ['parameters', ...context.variables].sort().join(', ');
    const kind = Object.hasOwn(macros, name) ? 'a function, and is not called' : 'not known here';
    context.problem(`"${name}" is ${kind} (known: ${known})`);
  }
  return ({ variables }) => variables[name];
}

function localValue(name: string, locals: Locals | null): unknown {
  for (let at = locals; at !== null; at = at.outer) if (Object.hasOwn(at.values, name)) return at.values[name];
  return undefined;
}

function compileMember(
  { object, property, computed }: SyntaxOf<'MemberExpression'>,
  context: CompileContext,
): Evaluate {
  const of = compileExpression(object, context);
  if (property.type === 'SliceExpression') {
    const bound = (part: Syntax | undefined) =>
      part === undefined ? constant(null) : compileExpression(part, context);
    const [start, stop, step] = [bound(property.start), bound(property.stop), bound(property.step)];
    return (scope, locals) =>
      sliceOf(of(scope, locals), start(scope, locals), stop(scope, locals), step(scope, locals));
  }
  if (!computed && property.type === 'Identifier') {
    const name = property.value;
    return (scope, locals) => memberOf(of(scope, locals), name);
  }
  const key = compileExpression(property, context);
  return (scope, locals) => memberOf(of(scope, locals), key(scope, locals));
}

function compileCall({ callee, args }: SyntaxOf<'CallExpression'>, context: CompileContext): Evaluate {
  const given = compileArguments(args, context);
  if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier') {
    const name = callee.property.value;
    const self = compileExpression(callee.object, context);
    if (!methodNames.has(name)) context.problem(`the method ${name}() is not supported`);
    return (scope, locals) => callMethod(self(scope, locals), name, given(scope, locals));
  }
  const macro = callee.type === 'Identifier' && Object.hasOwn(macros, callee.value) ? macros[callee.value] : undefined;
  if (macro !== undefined) return (scope, locals) => macro(given(scope, locals), scope.now);
  const name = callee.type === 'Identifier' ? `${callee.value}()` : 'calling the result of an expression';
  context.problem(`the function ${name} is not supported (supported: ${Object.keys(macros).join(', ')})`);
  return constant(undefined);
}

type EvaluateArguments = (...place: Parameters<Evaluate>) => Arguments;

function compileArguments(args: readonly Syntax[], context: CompileContext): EvaluateArguments {
  const placed: Evaluate[] = [];
  const named: [string, Evaluate][] = [];
  for (const arg of args) {
    if (arg.type === 'KeywordArgumentExpression') named.push([arg.key.value, compileExpression(arg.value, context)]);
    else placed.push(compileExpression(arg, context));
  }
  return (scope, locals) => ({
    placed: placed.map((value) => value(scope, locals)),
    named: Object.fromEntries(named.map(([name, value]) => [name, value(scope, locals)])),
  });
}

function compileFilter({ operand, filter }: SyntaxOf<'FilterExpression'>, context: CompileContext): Evaluate {
  const value = compileExpression(operand, context);
  const [callee, args] = filter.type === 'CallExpression' ? [filter.callee, filter.args] : [filter, []];
  const name = callee.type === 'Identifier' ? callee.value : '';
  const given = compileArguments(args, context);
  const apply = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (apply === undefined) {
    context.problem(`the filter "${name}" is not supported (supported: ${Object.keys(filters).join(', ')})`);
    return constant(undefined);
  }
  const byAttribute =
    args.length === 1 && args[0]?.type === 'KeywordArgumentExpression' && args[0].key.value === 'attribute';
  if (filtersWithAttributeOnly.has(name) && !byAttribute) {
    context.problem(`the filter "${name}" is supported only as ${name}(attribute='…')`);
  }
  return (scope, locals) => apply(value(scope, locals), given(scope, locals));
}

function compileTest({ operand, negate, test }: SyntaxOf<'TestExpression'>, context: CompileContext): Evaluate {
  const value = compileExpression(operand, context);
  const passes = Object.hasOwn(tests, test.value) ? tests[test.value] : undefined;
  if (passes === undefined) {
    context.problem(`the test "is ${test.value}" is not supported (supported: ${Object.keys(tests).join(', ')})`);
    return constant(undefined);
  }
  return (scope, locals) => passes(value(scope, locals)) !== negate;
}

const comparisons = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in']);

function compileBinary({ operator, left, right }: SyntaxOf<'BinaryExpression'>, context: CompileContext): Evaluate {
  const sign = operator.value;
  if (comparisons.has(sign) && left.type === 'BinaryExpression' && comparisons.has(left.operator.value)) {
    return compileChain(left, sign, right, context);
  }
  const [first, second] = [compileExpression(left, context), compileExpression(right, context)];
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
  context: CompileContext,
): Evaluate {
  const isLonger = left.type === 'BinaryExpression' && comparisons.has(left.operator.value);
  if (isLonger || !orders.has(sign) || !orders.has(operator.value)) {
    context.problem(
      'a chain of comparisons is supported only with <, <=, >, >= and three parts: join comparisons with "and"',
    );
  }
  const [low, value, high] = [left, middle, right].map((part) => compileExpression(part, context));
  const [first, second] = [operators[operator.value], operators[sign]];
  return (scope, locals) => {
    const between = value?.(scope, locals);
    return isTrue(first?.(low?.(scope, locals), between)) && isTrue(second?.(between, high?.(scope, locals)));
  };
}

function compileUnary({ operator, argument }: SyntaxOf<'UnaryExpression'>, context: CompileContext): Evaluate {
  const value = compileExpression(argument, context);
  if (operator.value === 'not') return (scope, locals) => !isTrue(value(scope, locals));
  const minus = operators['-'];
  if (operator.value === '-' && minus !== undefined) return (scope, locals) => minus(0, value(scope, locals));
  return (scope, locals) => numberOf(value(scope, locals));
}
