import { GetQueueAttributesCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type FixtureRuntime, startFixture } from './fixture/fixture-runtime.ts';

let fixture: FixtureRuntime;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.end());

const send = (MessageBody: string) =>
  fixture.clients.sqs.send(new SendMessageCommand({ QueueUrl: fixture.runtime.resource('Work'), MessageBody }));

async function left(queue: string): Promise<number> {
  const { Attributes = {} } = await fixture.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: fixture.runtime.resource(queue), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}

test('what the function takes is deleted', async () => {
  await send('good');
  expect(await fixture.written('received', 'good 1')).toBeDefined();
  await vi.waitFor(async () => expect(await left('Work')).toBe(0));
});

test('of a batch, what failed is tried again and ends on the dead-letter queue; the rest is through', async () => {
  const Entries = ['fail a', 'good b', 'good c'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await fixture.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: fixture.runtime.resource('Work'), Entries }));
  await fixture.written('received', 'fail a 1');
  await fixture.written('received', 'good c 1');
  await fixture.written('received', 'fail a 2');
  expect(await fixture.written('dead', 'fail a')).toBe('true');
  await vi.waitFor(async () => expect([await left('Work'), await left('Dead')]).toEqual([0, 0]));
});

test('a function that throws fails the whole batch', async () => {
  await send('throw it');
  await fixture.written('received', 'throw it 2');
  expect(await fixture.written('dead', 'throw it')).toBe('true');
});

test('a message may have a megabyte, and more of them come than one invocation can carry', async () => {
  const sent = Array.from({ length: 8 }, (_, index) => `large ${index} ${'x'.repeat(1024 * 1024 - 8)}`);
  await Promise.all(sent.map(send));
  for (const index of sent.keys()) {
    expect(await fixture.written('received', `large ${index} ${'x'.repeat(32)} 1`)).toBe(String(1024 * 1024));
  }
  await vi.waitFor(async () => expect([await left('Work'), await left('Dead')]).toEqual([0, 0]));
});
