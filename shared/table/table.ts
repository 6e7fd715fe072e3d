/**
 * The narrow view of a DynamoDB table that the stores are written against. Every method is one request (batches: one
 * for each full batch). A condition that does not hold is a value, not an exception: it is an expected outcome of two
 * writers meeting.
 */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Key & { [attribute: string]: unknown };

export interface Expression {
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

export interface Condition extends Expression {
  readonly condition: string;
}

export interface Update extends Expression {
  readonly update: string;
  readonly condition?: string;
}

export type WriteResult = { readonly kind: 'written' } | { readonly kind: 'refused' };
export type UpdateResult = { readonly kind: 'written'; readonly item: Item } | { readonly kind: 'refused' };

export interface Query extends Expression {
  readonly index?: string;
  /** Condition on the keys, with names and values as in `names`, `values`. */
  readonly where: string;
  readonly filter?: string;
  /** Attributes to return; default all. */
  readonly select?: readonly string[];
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly startKey?: Readonly<Record<string, unknown>>;
  readonly consistent?: boolean;
}

export interface QueryResult {
  readonly items: Item[];
  /** Present where more may follow; hand it back as `startKey`. */
  readonly lastKey?: Record<string, unknown>;
}

export interface Table {
  get(key: Key, options?: { consistent?: boolean }): Promise<Item | undefined>;
  put(item: Item, condition?: Condition): Promise<WriteResult>;
  /** Answers with the whole item as it is afterwards. Creates the item where there is none, unless the condition forbids. */
  update(key: Key, update: Update): Promise<UpdateResult>;
  delete(key: Key, condition?: Condition): Promise<WriteResult>;
  query(query: Query): Promise<QueryResult>;
  /** Every item of a sparse index, one page. */
  scanIndex(index: string, startKey?: Readonly<Record<string, unknown>>): Promise<QueryResult>;
  /** Any number of keys; missing items are left out, in no order. */
  batchGet(keys: readonly Key[], options?: { consistent?: boolean }): Promise<Item[]>;
  /** Any number of items, without conditions; the keys must differ. */
  batchPut(items: readonly Item[]): Promise<void>;
}
