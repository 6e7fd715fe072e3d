import type { RecordSelector } from './record-selector.ts';
import type { Requester } from './requester.ts';

/** How one record of a stream is asked for. */
export interface RecordById {
  readonly requester: Requester;
  readonly selector: RecordSelector;
}
