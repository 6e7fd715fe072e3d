import { type ManifestNode, type MapNode, textIn } from './nodes.ts';

/** The type of a component that names none, by the place it stands in. */
const defaultTypes: Readonly<Record<string, string>> = {
  'DatetimeBasedCursor.end_datetime': 'MinMaxDatetime',
  'DatetimeBasedCursor.end_time_option': 'RequestOption',
  'DatetimeBasedCursor.start_datetime': 'MinMaxDatetime',
  'DatetimeBasedCursor.start_time_option': 'RequestOption',
  'CursorPagination.decoder': 'JsonDecoder',
  'DeclarativeSource.check': 'CheckStream',
  'DeclarativeSource.spec': 'Spec',
  'DeclarativeSource.streams': 'DeclarativeStream',
  'DeclarativeStream.retriever': 'SimpleRetriever',
  'DeclarativeStream.schema_loader': 'JsonFileSchemaLoader',
  'DefaultPaginator.decoder': 'JsonDecoder',
  'DefaultPaginator.page_size_option': 'RequestOption',
  'DpathExtractor.decoder': 'JsonDecoder',
  'HttpRequester.error_handler': 'DefaultErrorHandler',
  'RecordSelector.extractor': 'DpathExtractor',
  'RecordSelector.record_filter': 'RecordFilter',
  'SimpleRetriever.paginator': 'NoPagination',
  'SimpleRetriever.record_selector': 'RecordSelector',
  'SimpleRetriever.requester': 'HttpRequester',
};

/** Fields that hold the author's own data: what looks like a component in them (a `type` in a body) is none. */
const freeForm = new Set([
  'connection_specification',
  'request_body_data',
  'request_body_json',
  'request_headers',
  'request_parameters',
  'schema',
]);

type Parameters = ReadonlyMap<string, ManifestNode>;

/**
 * Hands `$parameters` down the tree and fills in the types that may be left out. A component's own `$parameters` win
 * over inherited ones; each becomes a field of the component and of all below it where those do not have it already
 * (or have it empty), except inside the field of the same name. Objects without a type, and JSON schemas, are no
 * components and end the inheritance.
 */
export function propagate(node: ManifestNode, place: string, inherited: Parameters): ManifestNode {
  if (node.kind !== 'map') return node;
  const entries = new Map(node.entries);
  const type = textIn(entries.get('type')) ?? (entries.has('class_name') ? undefined : defaultTypes[place]);
  if (isJsonSchema(entries.get('type'))) return node;
  const own = entries.get('$parameters');
  entries.delete('$parameters');
  const parameters = new Map([...inherited, ...(own?.kind === 'map' ? own.entries : [])]);
  if (type === undefined) return { ...node, entries };
  if (!entries.has('type')) entries.set('type', { kind: 'scalar', origin: node.origin, value: type });

  const onlyInherited = new Set<string>();
  for (const [name, value] of parameters) {
    const written = entries.get(name);
    if (written === undefined) onlyInherited.add(name);
    if (written === undefined || isEmpty(written)) entries.set(name, value);
  }
  for (const [name, value] of entries) {
    if (freeForm.has(name)) continue;
    const passedOn = new Map([...parameters].filter(([parameter]) => parameter !== name));
    const at = `${type}.${name}`;
    if (value.kind === 'map') entries.set(name, propagate(value, at, passedOn));
    if (value.kind === 'list') {
      entries.set(name, { ...value, items: value.items.map((item) => propagate(item, at, passedOn)) });
    }
  }
  return { ...node, entries, inherited: onlyInherited, parameters } satisfies MapNode;
}

function isJsonSchema(type: ManifestNode | undefined): boolean {
  if (textIn(type) === 'object') return true;
  return type?.kind === 'list' && type.items.map(textIn).join() === 'null,object';
}

function isEmpty(node: ManifestNode): boolean {
  if (node.kind === 'map') return node.entries.size === 0;
  return node.kind === 'list' ? node.items.length === 0 : !node.value;
}
