import type { Json } from '../../../shared/connector/json.ts';
import { defineComponent } from '../manifest/component.ts';

/**
 * Finds the records at a path. A list found there is the records, an object is one record, anything missing or empty is
 * none. `*` stands for any one name or index, `**` for any number of them, `*` within a name for any letters.
 */
export const dpathExtractor = defineComponent({
  type: 'DpathExtractor',
  role: 'extractor',
  reads: ['field_path', 'decoder'],
  build(fields) {
    fields.component('decoder', 'decoder');
    const steps = fields.templates('field_path');
    if (fields.node('field_path') === undefined)
      fields.problem(null, '"field_path" is missing (an empty list is the body itself)');
    return {
      extract(body, scope) {
        const path = steps.map((step) => step.text(scope));
        // A list at the top is read as one body an element, as the vocabulary does.
        if (Array.isArray(body)) return path.length === 0 ? body : body.flatMap((element) => recordsAt(element, path));
        return recordsAt(body, path);
      },
    };
  },
});

function recordsAt(body: Json, path: readonly string[]): readonly Json[] {
  if (path.some((step) => step.includes('*'))) return matching(body, path);
  const found = path.reduce<Json | undefined>(child, body);
  if (Array.isArray(found)) return found;
  return isEmpty(found) ? [] : [found];
}

function isEmpty(value: Json | undefined): value is undefined | null {
  return !value || (typeof value === 'object' && Object.keys(value).length === 0);
}

function child(value: Json | undefined, name: string): Json | undefined {
  if (Array.isArray(value)) return /^-?\d+$/.test(name) ? value.at(Number(name)) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function matching(value: Json | undefined, [step, ...rest]: readonly string[]): Json[] {
  if (value === undefined) return [];
  if (step === undefined) return [value];
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (step === '**') {
    return [...matching(value, rest), ...children.flatMap(([, inner]) => matching(inner, [step, ...rest]))];
  }
  if (!step.includes('*')) return matching(child(value, step), rest);
  const pattern = new RegExp(`^${step.split('*').map(escaped).join('.*')}$`, 's');
  return children.flatMap(([name, inner]) => (pattern.test(name) ? matching(inner, rest) : []));
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
