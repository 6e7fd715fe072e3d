import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { eventSource, eventTypes } from '../../shared/env/event-names.ts';
import { AppFunction } from '../house/app-function.ts';
import { contextOf } from '../house/context-of.ts';
import { ImpactAlarm } from '../house/impact-alarm.ts';
import { letPublishEvents } from '../house/let-publish-events.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';
import { identitiesOf } from './mail-identities.ts';

export interface AlertsProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
}

/** CDK context, such as `-c mailFrom='Syncline <alerts@example.com>'`; without it nobody is written to. */
const mailFromContext = 'mailFrom';

/** Watches over integrations after each run and every ten minutes, and tells those who are to know. */
export class Alerts extends Construct {
  private readonly storage: Storage;
  private readonly secrets: Secrets;
  private readonly telling: AppFunction[] = [];

  constructor(scope: Construct, id: string, { storage, secrets }: AlertsProps) {
    super(scope, id);
    this.storage = storage;
    this.secrets = secrets;

    const runClosed = new AppFunction(this, 'RunClosed', {
      entry: 'functions/alerts/run-closed.ts',
      description: 'Counts a run that has ended, and tells who is to hear of it',
      // A dozen small requests; but a webhook that does not answer takes half a minute for each alert.
      timeout: Duration.minutes(5),
      memorySize: 512,
    });
    const watchIntegrations = new AppFunction(this, 'WatchIntegrations', {
      entry: 'functions/alerts/watch-integrations.ts',
      description: 'Finds what no run tells: that none succeeds any more, or that what was wrong is over',
      // Less than the ten minutes until the next one, so that two never overlap; a thousand integrations take seconds.
      timeout: Duration.minutes(9),
      memorySize: 512,
    });
    for (const fn of [runClosed, watchIntegrations]) this.watching(fn);
    storage.registry.indexScannedBy('integrations', watchIntegrations);

    new Rule(this, 'RunClosedRule', {
      description: 'A run has ended',
      eventPattern: { source: [eventSource], detailType: [eventTypes.runClosed] },
      targets: [new LambdaTarget(runClosed.lambda)],
    });
    new Rule(this, 'WatchRule', {
      description: 'Looks after integrations between their runs',
      schedule: Schedule.rate(Duration.minutes(10)),
      targets: [new LambdaTarget(watchIntegrations.lambda)],
    });
    this.alarms(runClosed, watchIntegrations);
  }

  /** Lets functions tell people and programs of an alert: by mail, webhook and event. */
  toldBy(...functions: readonly AppFunction[]): void {
    const mailFrom = contextOf(this, mailFromContext);
    for (const fn of functions) {
      fn.knows('mailFrom', mailFrom);
      // Not from the inside of anybody's network; the embedded runtime says otherwise.
      fn.knows('webhookReach', 'internet');
      if (mailFrom !== '') fn.may(['ses:SendEmail'], identitiesOf(Stack.of(this), mailFrom));
    }
    this.telling.push(...functions);
    letPublishEvents(...functions);
    this.secrets.decryptedBy(...functions);
  }

  /** Gives what is told to people a link to where they see it. */
  linkingTo(consoleUrl: string): void {
    for (const fn of this.telling) fn.knows('consoleUrl', consoleUrl);
  }

  private watching(fn: AppFunction): void {
    this.storage.registry.readAndWrittenBy(fn);
    this.storage.trail.readAndWrittenBy(fn);
    this.toldBy(fn);
  }

  /** Lambda tries an event three times, and then it is gone. */
  private alarms(runClosed: AppFunction, watchIntegrations: AppFunction): void {
    new ImpactAlarm(this, 'RunClosedAlarm', {
      metric: runClosed.lambda.metricErrors({ period: Duration.minutes(15) }),
      impact:
        'the end of a run may not have been counted for alerts and quarantine. If the function failed three times in a ' +
        'row, that run is missing in the error rate of its hour; its log says why.',
      periods: 1,
    });
    new ImpactAlarm(this, 'WatchAlarm', {
      metric: watchIntegrations.lambda.metricErrors({ period: Duration.minutes(10) }),
      impact:
        'nobody is told when integrations fall silent, and alerts that could not be sent are not sent again. See the ' +
        'log of the watch-integrations function; once it works, it catches up by itself.',
      // Half an hour: what one watch does not do, the next one does.
      periods: 3,
    });
  }
}
