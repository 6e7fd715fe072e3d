import type { HttpClient } from './http-client.ts';

/** What a connector is given. `http` is its only way out. */
export interface ConnectorContext<Settings> {
  readonly settings: Settings;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  /** Epoch milliseconds; injected so that tests own the clock. */
  readonly now: () => number;
}
