import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Api } from '../api/api.ts';
import type { Chunks } from '../chunks/chunks.ts';
import { AppFunction } from '../house/app-function.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface RunnersProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly chunks: Chunks;
  readonly workflow: Workflow;
}

/** What agents inside customers' networks talk to: they ask for work, and deliver what they read. */
export class Runners extends Construct {
  private readonly handOutWork: AppFunction;
  private readonly takeDelivery: AppFunction;

  constructor(scope: Construct, id: string, { storage, secrets, chunks, workflow }: RunnersProps) {
    super(scope, id);

    this.handOutWork = new AppFunction(this, 'HandOutWork', {
      entry: 'functions/runners/hand-out-work.ts',
      description: 'Gives a runner work, or waits 20 s for some',
      // API Gateway hangs up after 30 s.
      timeout: Duration.seconds(29),
      // It does nothing but wait, which is paid by memory: this is the least in which the SDK's clients start quickly.
      memorySize: 256,
    });
    this.takeDelivery = new AppFunction(this, 'TakeDelivery', {
      entry: 'functions/runners/take-delivery.ts',
      description: 'Takes pages that runners have read, and queues them as chunks',
      timeout: Duration.seconds(29),
      // As Pull pages, whose work it does.
      memorySize: 1769,
    });
    const { handOutWork, takeDelivery } = this;
    // When a runner was seen last.
    storage.registry.readAndWrittenBy(handOutWork, takeDelivery);
    storage.trail.readAndWrittenBy(handOutWork, takeDelivery);
    storage.records.readBy(takeDelivery);
    storage.payloads.readAndWrittenBy(takeDelivery);
    chunks.filledBy(takeDelivery);
    secrets.decryptedBy(handOutWork, takeDelivery);
    workflow.letCompleteWaits(this, handOutWork, takeDelivery);
  }

  reachedThrough(api: Api): void {
    const reason = 'Runners have no IAM credentials: the functions check the token that each request carries.';
    api.addOpenRoute('/v1/runner/work', HttpMethod.POST, this.handOutWork, reason);
    api.addOpenRoute('/v1/runner/work/{proxy+}', HttpMethod.POST, this.takeDelivery, reason);
  }
}
