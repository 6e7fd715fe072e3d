import type { Verdict } from '../chunks/chunk.ts';
import type { SourcePage, SourceRecord } from '../connector/connector.ts';

/** A record as it was pulled, or what is to be told in its place. */
export interface PulledRecord extends SourceRecord {
  readonly verdict?: Verdict;
}

/** What the pull takes at once: one response of the source, or what an earlier run had kept. */
export interface PulledPage extends Omit<SourcePage, 'records'> {
  readonly records: readonly PulledRecord[];
  /** No response of the source: no page is to be told of. */
  readonly isKept?: boolean;
  /** Why the source did not answer with records. */
  readonly error?: string;
}
