import type { Json } from '../connector/json.ts';
import { type StreamOfIntegration, streamStateKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { updateOf } from '../table/update-expression.ts';

/** What is kept of a stream from run to run. */
export interface StreamState {
  /** Where the next update run goes on; null before the first good run. */
  readonly cursor: Json;
  /** Key of the fingerprint object; null for a stream that was never synced. */
  readonly fingerprints: string | null;
  readonly knownRecords: number;
  readonly lastSyncedAt: string | null;
  /**
   * How often records may have been written that the fingerprints do not know: by a worker that finished after its
   * chunk was given up. A run that sees more than `settled` looks into the record store instead of trusting them.
   */
  readonly strays: number;
  readonly settled: number;
}

const never: StreamState = {
  cursor: null,
  fingerprints: null,
  knownRecords: 0,
  lastSyncedAt: null,
  strays: 0,
  settled: 0,
};

export class StreamStateStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  async get(stream: StreamOfIntegration): Promise<StreamState> {
    const item = await this.#registry.get(streamStateKey(stream), { consistent: true });
    return item ? stateOfItem(item) : never;
  }

  /** Cursor, fingerprints and count change in one write, so that they always speak of the same run. */
  async save(stream: StreamOfIntegration, state: Omit<StreamState, 'strays'>): Promise<void> {
    await this.#registry.update(streamStateKey(stream), updateOf({ set: { ...state } }));
  }

  /** Notes that records may have been written past the fingerprints. */
  async noteStray(stream: StreamOfIntegration): Promise<void> {
    await this.#registry.update(streamStateKey(stream), updateOf({ add: { strays: 1 } }));
  }
}

function stateOfItem(item: Item): StreamState {
  const { pk, sk, ...state } = item;
  return { ...never, ...state };
}
