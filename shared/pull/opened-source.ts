import type { CallSink, HttpClient } from '../connector/http-client.ts';
import type { PulledPage } from './pulled-page.ts';

/** Where a step's records come from. */
export interface OpenedSource {
  /** To be kept out of everything that is written down. */
  readonly secretValues: readonly string[];
  /** `onCall` hears of calls that are not made with `http`. */
  read(http: HttpClient, signal: AbortSignal, onCall: CallSink): AsyncIterable<PulledPage>;
}
