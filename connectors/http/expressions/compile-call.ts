import type { Arguments } from './arguments.ts';
import { type CompileContext, type CompilePart, constant } from './compile-context.ts';
import { filters, filtersWithAttributeOnly } from './filters.ts';
import { macros } from './macros.ts';
import { callMethod, methodNames } from './methods.ts';
import type { Evaluate } from './scope.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { tests } from './tests.ts';

export function compileCall(
  { callee, args }: SyntaxOf<'CallExpression'>,
  compile: CompilePart,
  context: CompileContext,
): Evaluate {
  const given = compileArguments(args, compile);
  if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier') {
    const name = callee.property.value;
    const self = compile(callee.object);
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

function compileArguments(args: readonly Syntax[], compile: CompilePart): EvaluateArguments {
  const placed: Evaluate[] = [];
  const named: [string, Evaluate][] = [];
  for (const arg of args) {
    if (arg.type === 'KeywordArgumentExpression') named.push([arg.key.value, compile(arg.value)]);
    else placed.push(compile(arg));
  }
  return (scope, locals) => ({
    placed: placed.map((value) => value(scope, locals)),
    named: Object.fromEntries(named.map(([name, value]) => [name, value(scope, locals)])),
  });
}

export function compileFilter(
  { operand, filter }: SyntaxOf<'FilterExpression'>,
  compile: CompilePart,
  context: CompileContext,
): Evaluate {
  const value = compile(operand);
  const [callee, args] = filter.type === 'CallExpression' ? [filter.callee, filter.args] : [filter, []];
  const name = callee.type === 'Identifier' ? callee.value : '';
  const given = compileArguments(args, compile);
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

export function compileTest(
  { operand, negate, test }: SyntaxOf<'TestExpression'>,
  compile: CompilePart,
  context: CompileContext,
): Evaluate {
  const value = compile(operand);
  const passes = Object.hasOwn(tests, test.value) ? tests[test.value] : undefined;
  if (passes === undefined) {
    context.problem(`the test "is ${test.value}" is not supported (supported: ${Object.keys(tests).join(', ')})`);
    return constant(undefined);
  }
  return (scope, locals) => passes(value(scope, locals)) !== negate;
}
