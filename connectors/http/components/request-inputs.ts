import { SourceError } from '../../../shared/connector/connector.ts';
import type { Scope } from '../expressions/scope.ts';
import { isMapping, jsonOf, textOf } from '../expressions/values.ts';
import { type Fields, requestVariables } from '../manifest/fields.ts';
import { type ManifestNode, type MapNode, textIn } from '../manifest/nodes.ts';
import type { RequestDraft } from '../manifest/request-draft.ts';

export type NamedValues = (scope: Scope) => readonly (readonly [string, unknown])[];
export type FillBody = (draft: RequestDraft, scope: Scope) => void;

const none: NamedValues = () => [];

/** Names and values of parameters, headers or a form. A value that is empty or undefined is left out. */
export function namedValuesIn(fields: Fields, field: string): NamedValues {
  const node = fields.node(field);
  if (node === undefined) return none;
  if (node.kind === 'map') return entriesOf(fields, node);
  // One expression that gives the whole object.
  const whole = fields.templateIn(node, requestVariables);
  return (scope) => {
    const value = whole.valueOrNull(scope);
    if (value === null) return [];
    if (isMapping(value)) return Object.entries(value).filter(([, one]) => one !== null);
    throw new SourceError('bad_request_input', `${node.origin.path}: "${whole.source}" gives no object.`);
  };
}

function entriesOf(fields: Fields, node: MapNode): NamedValues {
  const entries = Array.from(node.entries, ([name, value]) => {
    const key = fields.templateIn({ kind: 'scalar', origin: value.origin, value: name }, requestVariables);
    return [key, inputOf(fields, value)] as const;
  });
  return (scope) =>
    entries.flatMap(([key, value]) => {
      const [name, one] = [key.textOrList(scope), value(scope)];
      return name === null || one === null ? [] : [[textOf(name), one] as const];
    });
}

function inputOf(fields: Fields, node: ManifestNode): (scope: Scope) => unknown {
  if (node.kind === 'list') {
    const items = node.items.map((item) => fields.templateIn(item, requestVariables));
    return (scope) => items.map((item) => item.text(scope));
  }
  const template = fields.templateIn(node, requestVariables);
  return (scope) => template.textOrList(scope);
}

/** A JSON body, from either spelling; null where there is none. */
export function bodyJsonIn(fields: Fields): FillBody | null {
  const node = filled(fields, 'request_body_json') ?? bodyOf(fields, 'RequestBodyJsonObject');
  if (node === undefined) return null;
  const body = nestedValue(fields, node);
  return (draft, scope) => {
    const value = jsonOf(body(scope) ?? {});
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new SourceError('bad_request_input', `${node.origin.path}: a JSON body must be an object.`);
    }
    draft.addJson(value);
  };
}

/** A form, or a body of plain text, from either spelling; null where there is none. */
export function bodyDataIn(fields: Fields): FillBody | null {
  const node =
    filled(fields, 'request_body_data') ??
    bodyOf(fields, 'RequestBodyUrlEncodedForm') ??
    bodyOf(fields, 'RequestBodyPlainText');
  if (node === undefined) return null;
  if (node.kind === 'map') {
    const values = entriesOf(fields, node);
    return (draft, scope) => {
      for (const [name, value] of values(scope)) draft.add('body_data', [name], value);
    };
  }
  const whole = fields.templateIn(node, requestVariables);
  return (draft, scope) => {
    const value = whole.valueOrNull(scope);
    if (isMapping(value)) for (const [name, one] of Object.entries(value)) draft.add('body_data', [name], one);
    else if (value !== null) draft.text = typeof value === 'string' ? value : whole.source;
  };
}

/** An empty object is as good as none. */
function filled(fields: Fields, field: string): ManifestNode | undefined {
  const node = fields.node(field);
  return node?.kind === 'map' && node.entries.size === 0 ? undefined : node;
}

const bodyTypes = ['RequestBodyJsonObject', 'RequestBodyUrlEncodedForm', 'RequestBodyPlainText'];

/** The value of `request_body` where it is of the given type. */
function bodyOf(fields: Fields, type: string): ManifestNode | undefined {
  const node = fields.node('request_body');
  if (node === undefined) return undefined;
  const written = node.kind === 'map' ? textIn(node.entries.get('type')) : undefined;
  if (written === undefined || !bodyTypes.includes(written)) {
    fields.problem(
      'request_body',
      `${written ?? 'no type'} is not supported here (supported: ${bodyTypes.join(', ')})`,
    );
    return undefined;
  }
  return written === type && node.kind === 'map' ? node.entries.get('value') : undefined;
}

/** An object of any depth; a field that is empty or undefined is left out of its object. */
function nestedValue(fields: Fields, node: ManifestNode): (scope: Scope) => unknown {
  if (node.kind === 'list') {
    const items = node.items.map((item) => nestedValue(fields, item));
    return (scope) => items.map((item) => item(scope));
  }
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string') return () => node.value;
    const template = fields.templateIn(node, requestVariables);
    return (scope) => template.valueOrNull(scope);
  }
  const entries = Array.from(node.entries, ([name, value]) => {
    const key = fields.templateIn({ kind: 'scalar', origin: value.origin, value: name }, requestVariables);
    return [key, nestedValue(fields, value)] as const;
  });
  return (scope) =>
    Object.fromEntries(
      entries.flatMap(([key, value]) => {
        const one = value(scope);
        return one === null || one === undefined ? [] : [[key.text(scope), one]];
      }),
    );
}
