import type { Authenticator } from './authenticator.ts';
import type { CompiledStream } from './compiled-stream.ts';
import type { Cursor } from './cursor.ts';
import type { Moment } from './moment.ts';
import type { PageTokenOption, PaginationStrategy, Paginator } from './paginator.ts';
import type { RecordById } from './record-by-id.ts';
import type { RecordExtractor, RecordSelector } from './record-selector.ts';
import type { RequestOption } from './request-option.ts';
import type { Requester } from './requester.ts';
import type { Retriever } from './retriever.ts';
import type { Spec } from './spec.ts';

/** What components can be used as, and what a component of each role becomes. */
export interface Roles {
  readonly authenticator: Authenticator;
  readonly check: { readonly streamNames: readonly string[] };
  readonly cursor: Cursor;
  readonly decoder: null;
  readonly extractor: RecordExtractor;
  readonly moment: Moment;
  readonly pageTokenOption: PageTokenOption;
  readonly paginationStrategy: PaginationStrategy;
  readonly paginator: Paginator;
  readonly recordById: RecordById;
  readonly recordSelector: RecordSelector;
  readonly requestOption: RequestOption;
  readonly requester: Requester;
  readonly retriever: Retriever;
  readonly schemaLoader: null;
  readonly spec: Spec;
  readonly stream: CompiledStream;
}
