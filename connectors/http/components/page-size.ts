import { SettingsError } from '../../../shared/connector/connector.ts';
import type { Scope } from '../expressions/scope.ts';
import type { Fields, VariableNames } from '../manifest/fields.ts';

/** The `page_size` of a strategy: a number, or an expression that gives one. */
export function pageSizeIn(fields: Fields, variables: VariableNames = []) {
  const template = fields.template('page_size', variables);
  if (template?.isConstant && !/^\d+$/.test(template.source)) {
    fields.problem('page_size', 'must be a whole number, or an expression that gives one');
  }
  return {
    hasPageSize: template !== undefined,
    pageSize(scope: Scope): number | null {
      const size = template?.valueOrNull(scope) ?? null;
      if (size === null || (typeof size === 'number' && Number.isInteger(size))) return size;
      throw new SettingsError([`${fields.origin.path}.page_size: "${template?.source}" gives no whole number.`]);
    },
  };
}
