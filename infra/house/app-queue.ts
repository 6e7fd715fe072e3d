import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../../shared/env/names.ts';
import type { AppFunction } from './app-function.ts';
import { ImpactAlarm } from './impact-alarm.ts';

export interface AppQueueProps {
  /** The variable through which functions learn the queue's URL. */
  readonly environmentName: EnvironmentName;
  readonly consumer: AppFunction;
  /** Messages per invocation of the consumer, at most 10. */
  readonly batchSize: number;
  /** Invocations of the consumer at a time, at least 2. */
  readonly maxConcurrency: number;
  /** How often a message is tried before it is dead. */
  readonly maxReceiveCount: number;
  /** Is given the dead messages, one at a time. */
  readonly deadLetterConsumer: AppFunction;
  /** What it means for users when dead messages are not cleared away, and what to do about it. */
  readonly impact: string;
}

/** A message stays invisible for six time-outs, Lambda's own advice: a throttled poller then never delivers it twice. */
const visibilityTimeouts = 6;

/**
 * A queue with its consumer, its dead-letter queue with the consumer of that, and an alarm for when dead messages pile
 * up. Both queues are encrypted, speak TLS only, and take back just the messages that their consumer reports as failed.
 */
export class AppQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  private readonly environmentName: EnvironmentName;

  constructor(scope: Construct, id: string, props: AppQueueProps) {
    super(scope, id);
    this.environmentName = props.environmentName;
    const { consumer, batchSize, maxConcurrency, deadLetterConsumer } = props;

    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...queueFor(deadLetterConsumer),
      // The longest that SQS offers: time to mend what keeps the consumer from clearing the queue.
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...queueFor(consumer),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    });
    consumer.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }),
    );
    deadLetterConsumer.lambda.addEventSource(
      new SqsEventSource(this.deadLetters, { batchSize: 1, reportBatchItemFailures: true }),
    );
    new ImpactAlarm(this, 'DeadLettersAlarm', {
      metric: depthOf(this.deadLetters),
      impact: props.impact,
      // The consumer clears a dead message within seconds; three periods of five minutes mean that it fails to.
      periods: 3,
    });
  }

  filledBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) {
      fn.knows(this.environmentName, this.queue.queueUrl);
      fn.may(['sqs:SendMessage'], [this.queue.queueArn]);
    }
  }
}

function queueFor(consumer: AppFunction) {
  const timeoutSeconds = consumer.lambda.timeout?.toSeconds() ?? 0;
  return {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    visibilityTimeout: Duration.seconds(visibilityTimeouts * timeoutSeconds),
  };
}

/** Waiting and in hand together: a message that fails again and again is in hand nearly all of the time. */
function depthOf(queue: Queue): MathExpression {
  const period = Duration.minutes(5);
  const options = { period, statistic: 'Maximum' };
  return new MathExpression({
    expression: 'waiting + inHand',
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible(options),
      inHand: queue.metricApproximateNumberOfMessagesNotVisible(options),
    },
    period,
    label: 'Dead messages',
  });
}
