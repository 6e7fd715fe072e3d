import type { Chunks } from '../chunks/chunks.ts';
import type { AppFunction } from '../house/app-function.ts';
import { letPublishEvents } from '../house/let-publish-events.ts';
import type { Storage } from '../storage/storage.ts';

export interface CloseRunsAccess {
  readonly storage: Storage;
  readonly chunks: Chunks;
}

/**
 * What it takes to close a run whatever became of it: steps that nobody works on any more are compared and closed too,
 * so it is all that Find deletions and Close step take, the locks of the run's streams are let go, and
 * the event bus hears of it.
 */
export function letCloseRuns({ storage, chunks }: CloseRunsAccess, ...functions: readonly AppFunction[]): void {
  storage.registry.readAndWrittenBy(...functions);
  storage.trail.readAndWrittenBy(...functions);
  storage.records.readBy(...functions);
  storage.payloads.readAndWrittenBy(...functions);
  chunks.filledBy(...functions);
  letPublishEvents(...functions);
}
