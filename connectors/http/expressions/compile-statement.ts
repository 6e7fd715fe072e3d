import type { CompileContext } from './compile-context.ts';
import { compileExpression } from './compile-expression.ts';
import type { Evaluate, Locals, Scope } from './scope.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { ExpressionError, isMapping, isTrue, textOf } from './values.ts';

/** Turns the parts of a template into one function that gives their text. */
export function compileBody(
  parts: readonly Syntax[],
  context: CompileContext,
): (scope: Scope, locals: Locals) => string {
  const compiled = parts.map((part) => compileStatement(part, context));
  return (scope, locals) => compiled.map((part) => textOf(part(scope, locals))).join('');
}

function compileStatement(part: Syntax, context: CompileContext): (scope: Scope, locals: Locals) => unknown {
  switch (part.type) {
    case 'Comment':
      return () => '';
    case 'If': {
      const condition = compileExpression(part.test, context);
      const [body, otherwise] = [compileBody(part.body, context), compileBody(part.alternate, context)];
      return (scope, locals) => (isTrue(condition(scope, locals)) ? body(scope, locals) : otherwise(scope, locals));
    }
    case 'Set':
      return compileSet(part, context);
    case 'For':
      return compileFor(part, context);
    case 'Macro':
    case 'CallStatement':
    case 'FilterStatement':
    case 'Break':
    case 'Continue':
      context.problem(`the template statement "${part.type.replace('Statement', '').toLowerCase()}" is not supported`);
      return () => '';
    default:
      return compileExpression(part, context) satisfies Evaluate;
  }
}

function compileSet(part: SyntaxOf<'Set'>, context: CompileContext) {
  if (part.assignee.type !== 'Identifier') {
    context.problem('"set" is supported only for a single name');
    return () => '';
  }
  const name = part.assignee.value;
  const value = part.value === null ? compileBody(part.body, context) : compileExpression(part.value, context);
  context.locals.add(name);
  return (scope: Scope, locals: Locals) => {
    locals.values[name] = value(scope, locals);
    return '';
  };
}

function compileFor(part: SyntaxOf<'For'>, context: CompileContext) {
  const iterable = compileExpression(part.iterable, context);
  const names = part.loopvar.type === 'TupleLiteral' ? part.loopvar.value : [part.loopvar];
  const variables = names.flatMap((name) => (name.type === 'Identifier' ? [name.value] : []));
  const inner = { ...context, locals: new Set([...context.locals, ...variables, 'loop']) };
  const [body, otherwise] = [compileBody(part.body, inner), compileBody(part.defaultBlock, context)];
  return (scope: Scope, outer: Locals) => {
    const items = itemsOf(iterable(scope, outer));
    if (items.length === 0) return otherwise(scope, outer);
    return items
      .map((item, index) => {
        const values: Record<string, unknown> = { loop: loopState(index, items.length) };
        for (const [at, name] of variables.entries()) {
          values[name] = variables.length === 1 ? item : Array.isArray(item) ? item[at] : undefined;
        }
        return body(scope, { values, outer });
      })
      .join('');
  };
}

const loopState = (index: number, length: number) => ({
  index: index + 1,
  index0: index,
  first: index === 0,
  last: index === length - 1,
  length,
});

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMapping(value)) return Object.keys(value);
  if (value === undefined) return [];
  throw new ExpressionError('"for" needs a list.');
}
