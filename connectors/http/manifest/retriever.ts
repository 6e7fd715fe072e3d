import type { Paginator } from './paginator.ts';
import type { RecordSelector } from './record-selector.ts';
import type { Requester } from './requester.ts';

export interface Retriever {
  readonly requester: Requester;
  readonly selector: RecordSelector;
  readonly paginator: Paginator;
  /** Whether the cursor's options go only into the first request of an interval. */
  readonly intervalOnFirstPageOnly: boolean;
}
