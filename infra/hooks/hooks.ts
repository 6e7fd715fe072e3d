import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Api } from '../api/api.ts';
import { AppFunction } from '../house/app-function.ts';
import { AppQueue } from '../house/app-queue.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface HooksProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly workflow: Workflow;
}

/** What takes in the webhooks of sources, and starts runs for what they told. */
export class Hooks extends Construct {
  /** Of streams of which something is noted that runs are to be started for. */
  readonly queue: AppQueue;
  private readonly receiveHook: AppFunction;

  constructor(scope: Construct, id: string, { storage, secrets, workflow }: HooksProps) {
    super(scope, id);

    this.receiveHook = new AppFunction(this, 'ReceiveHook', {
      entry: 'functions/hooks/receive-hook.ts',
      description: 'Takes in webhooks: checks who sends them, and notes what they tell',
      // A handful of small requests; sources hang up after 5 to 30 s and send it again.
      timeout: Duration.seconds(15),
      // As the API: the bundle is smaller still.
      memorySize: 512,
    });
    const startHookedRun = new AppFunction(this, 'StartHookedRun', {
      entry: 'functions/hooks/start-hooked-run.ts',
      description: 'Starts runs for the records that webhooks named',
      // Two dozen small requests a stream, and a delete for each of up to a thousand notes, eight at a time; also how
      // long a key is held by whoever deals with it.
      timeout: Duration.seconds(29),
      // A thousand notes of 100 KB, at the very worst, are 100 MB.
      memorySize: 512,
    });
    const keepHookedWork = new AppFunction(this, 'KeepHookedWork', {
      entry: 'functions/hooks/keep-hooked-work.ts',
      description: 'Sees to it that what webhooks told is tried again later',
      // Two reads, a message and a write.
      timeout: Duration.seconds(29),
      memorySize: 512,
    });

    this.queue = new AppQueue(this, 'HookedRuns', {
      environmentName: 'hooksQueueUrl',
      consumer: startHookedRun,
      // Streams of their own, dealt with at once and reported one by one; more would hold too many notes in memory.
      batchSize: 5,
      // One message each ten seconds for a stream that changes all the time: this is for a few hundred of those.
      maxConcurrency: 5,
      // One try and two more, three minutes apart; then it waits a quarter of an hour and begins anew.
      maxReceiveCount: 3,
      deadLetterConsumer: keepHookedWork,
      impact:
        'what webhooks told of some streams could not be put off, and waits for the next look, ten minutes later. See the ' +
        'log of the keep-hooked-work function; the queue keeps the messages for 14 days.',
    });
    this.queue.filledBy(this.receiveHook, startHookedRun, keepHookedWork);

    storage.registry.readBy(this.receiveHook);
    secrets.decryptedBy(this.receiveHook);
    storage.trail.readAndWrittenBy(this.receiveHook, startHookedRun, keepHookedWork);
    // Locks, and when the integration last ran.
    storage.registry.readAndWrittenBy(startHookedRun);
    workflow.syncRun.startedBy(startHookedRun);
    this.sweep(storage);
  }

  private sweep(storage: Storage): void {
    const sweepNotes = new AppFunction(this, 'SweepNotes', {
      entry: 'functions/hooks/sweep-notes.ts',
      description: 'Looks for what webhooks told and nobody has come to, because a message was lost',
      // One small query for each integration, eight at a time: a thousand of them are some seconds.
      timeout: Duration.minutes(5),
      memorySize: 512,
    });
    storage.registry.readBy(sweepNotes);
    storage.registry.indexScannedBy('integrations', sweepNotes);
    storage.trail.readAndWrittenBy(sweepNotes);
    this.queue.filledBy(sweepNotes);
    new Rule(this, 'SweepNotesRule', {
      description: 'Looks for what webhooks told and nobody has come to',
      schedule: Schedule.rate(Duration.minutes(10)),
      targets: [new LambdaTarget(sweepNotes.lambda)],
    });
  }

  /** The path that sources post to. */
  reachedThrough(api: Api): void {
    api.addOpenRoute(
      '/v1/hooks/{integrationId}',
      HttpMethod.POST,
      this.receiveHook,
      'Sources have no IAM credentials: the function checks that a request is signed with the secret of its webhook.',
    );
  }
}
