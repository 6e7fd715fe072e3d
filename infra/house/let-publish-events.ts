import { Stack } from 'aws-cdk-lib/core';
import type { AppFunction } from './app-function.ts';

/** Lets functions put events on the account's default bus. */
export function letPublishEvents(...functions: readonly AppFunction[]): void {
  for (const fn of functions) {
    const bus = Stack.of(fn).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    fn.may(['events:PutEvents'], [bus]);
  }
}
