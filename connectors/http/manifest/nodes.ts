import type { Json } from '../../../shared/connector/json.ts';

/** Where in the file something was written. */
export interface Origin {
  /** `streams[0].retriever.requester`, or below `definitions` for what is referred to. */
  readonly path: string;
  readonly line: number;
}

/** A value of the manifest that knows where it was written, through references and `$parameters`. */
export type ManifestNode = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly origin: Origin;
  readonly entries: ReadonlyMap<string, ManifestNode>;
  /** Names of entries that come from `$parameters` only: those may mean something to another component. */
  readonly inherited: ReadonlySet<string>;
  /** The `$parameters` that hold for this component. */
  readonly parameters: ReadonlyMap<string, ManifestNode>;
}

export interface ListNode {
  readonly kind: 'list';
  readonly origin: Origin;
  readonly items: readonly ManifestNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly origin: Origin;
  readonly value: null | boolean | number | string;
}

const nothing: ReadonlyMap<string, ManifestNode> = new Map();

export const mapNode = (origin: Origin, entries: ReadonlyMap<string, ManifestNode>): MapNode => ({
  kind: 'map',
  origin,
  entries,
  inherited: new Set(),
  parameters: nothing,
});

export function toJson(node: ManifestNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return Object.fromEntries(Array.from(node.entries, ([key, value]) => [key, toJson(value)]));
  }
}

/** The text of a scalar text; undefined for anything else. */
export const textIn = (node: ManifestNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
