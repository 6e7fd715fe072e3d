import type { EventBridgeEvent } from 'aws-lambda';
import { noteChangesDependencies } from '../../shared/aws/bound-outbound.ts';
import type { RunClosed } from '../../shared/events/run-closed.ts';
import { noteChanges } from '../../shared/outbound/note-changes.ts';

/** A run has ended. */
export const handler = ({ detail: { org, run } }: EventBridgeEvent<string, RunClosed>): Promise<void> =>
  noteChanges(noteChangesDependencies(), org, run);
