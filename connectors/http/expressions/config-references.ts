import { parseTemplate, type Syntax } from './syntax.ts';

/**
 * The fields of `config` that a template uses, as paths: `config['a']`, `config.a.b`, `config.get('a')`. Fields whose
 * name is itself computed are not found.
 */
export function configReferences(source: string): string[][] {
  try {
    return parseTemplate(source).flatMap(within);
  } catch {
    return [];
  }
}

function within(syntax: unknown): string[][] {
  if (Array.isArray(syntax)) return syntax.flatMap(within);
  if (syntax instanceof Map) return [...syntax].flatMap(within);
  if (typeof syntax !== 'object' || syntax === null) return [];
  const path = pathOf(syntax as Syntax);
  if (path !== null && path.length > 0) return [path];
  return Object.values(syntax).flatMap(within);
}

/** The path below `config` that a chain of members stands for; null where it is none. */
function pathOf(syntax: Syntax): string[] | null {
  if (syntax.type === 'Identifier') return syntax.value === 'config' ? [] : null;
  if (syntax.type === 'MemberExpression') {
    const { object, property, computed } = syntax;
    const name =
      property.type === 'StringLiteral' || (property.type === 'Identifier' && !computed) ? property.value : null;
    const outer = name === null ? null : pathOf(object);
    return outer === null || name === null ? null : [...outer, name];
  }
  if (syntax.type === 'CallExpression' && syntax.callee.type === 'MemberExpression') {
    const { object, property } = syntax.callee;
    const [first] = syntax.args;
    const outer = property.type === 'Identifier' && property.value === 'get' ? pathOf(object) : null;
    return outer === null || first?.type !== 'StringLiteral' ? null : [...outer, first.value];
  }
  return null;
}
