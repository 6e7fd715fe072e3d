import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { eventSource, eventTypes } from '../../shared/env/event-names.ts';
import type { Hooks } from '../hooks/hooks.ts';
import { AppFunction } from '../house/app-function.ts';
import { ImpactAlarm } from '../house/impact-alarm.ts';
import type { Storage } from '../storage/storage.ts';

export interface OutboundProps {
  readonly storage: Storage;
  readonly hooks: Hooks;
}

/** Sees to it that what changes on our side is sent on. */
export class Outbound extends Construct {
  constructor(scope: Construct, id: string, { storage, hooks }: OutboundProps) {
    super(scope, id);

    const noteChanges = new AppFunction(this, 'NoteChanges', {
      entry: 'functions/outbound/note-changes.ts',
      description: 'Tells outbound integrations which of the records that they send a run has changed',
      // Mostly one query, which finds nobody; else the blocks of up to a thousand changed records.
      timeout: Duration.minutes(1),
      memorySize: 512,
    });
    storage.registry.readBy(noteChanges);
    storage.trail.readAndWrittenBy(noteChanges);
    storage.payloads.readBy(noteChanges);
    storage.archive.readBy(noteChanges);
    hooks.queue.filledBy(noteChanges);

    new Rule(this, 'NoteChangesRule', {
      description: 'A run has ended',
      eventPattern: { source: [eventSource], detailType: [eventTypes.runClosed] },
      targets: [new LambdaTarget(noteChanges.lambda)],
    });
    new ImpactAlarm(this, 'NoteChangesAlarm', {
      metric: noteChanges.lambda.metricErrors({ period: Duration.minutes(15) }),
      impact:
        'outbound integrations may not have been told of the changes of a run. If the function failed three times in a ' +
        'row, they send them with their next full run, which is daily unless configured otherwise; its log says why.',
      periods: 1,
    });
  }
}
