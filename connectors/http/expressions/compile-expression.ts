import { compileCall, compileFilter, compileTest } from './compile-call.ts';
import { type CompileContext, constant } from './compile-context.ts';
import { compileBinary, compileUnary } from './compile-operator.ts';
import { macros } from './macros.ts';
import { memberOf, sliceOf } from './members.ts';
import type { Evaluate, Locals } from './scope.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { Float, isTrue, textOf } from './values.ts';

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
      return compileCall(syntax, inner, context);
    case 'FilterExpression':
      return compileFilter(syntax, inner, context);
    case 'TestExpression':
      return compileTest(syntax, inner, context);
    case 'BinaryExpression':
      return compileBinary(syntax, inner, context);
    case 'UnaryExpression':
      return compileUnary(syntax, inner);
    case 'Ternary':
      return choice(inner(syntax.condition), inner(syntax.trueExpr), inner(syntax.falseExpr));
    case 'SelectExpression':
      return choice(inner(syntax.test), inner(syntax.lhs), constant(undefined));
    default:
      context.problem(`the expression has a part that is not supported (${syntax.type})`);
      return constant(undefined);
  }
}

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
