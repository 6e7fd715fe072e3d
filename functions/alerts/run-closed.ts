import type { EventBridgeEvent } from 'aws-lambda';
import { noteClosedRun } from '../../shared/alerts/note-run.ts';
import { alertDependencies } from '../../shared/aws/bound-alerts.ts';
import type { RunClosed } from '../../shared/events/run-closed.ts';

/** A run has ended. */
export const handler = ({ detail }: EventBridgeEvent<'syncline.run.closed', RunClosed>): Promise<void> =>
  noteClosedRun(alertDependencies(), detail);
