import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { failedMessageIds } from '../../local/event-sources/batch-item-failures.ts';
import { splitBatch } from '../../local/event-sources/split-batch.ts';
import type { Json } from '../../local/json.ts';

const message = (MessageId: string, bytes = 1): Message => ({ MessageId, Body: 'x'.repeat(bytes) });
const megabyte = 1024 * 1024;

describe('a batch that is too large for one invocation', () => {
  test('is split, in order and without loss', () => {
    const messages = Array.from({ length: 10 }, (_, index) => message(String(index), megabyte));
    const batches = splitBatch(messages);
    expect(batches.map((batch) => batch.length)).toEqual([5, 5]);
    expect(batches.flat()).toEqual(messages);
  });

  test('is none of the usual', () => {
    expect(splitBatch([message('a'), message('b')])).toHaveLength(1);
    expect(splitBatch([])).toEqual([]);
  });
});

describe('what a function says of its batch', () => {
  const failed = (payload: Json) => [...failedMessageIds(payload, [message('a'), message('b')])];

  test.each<[string, Json, string[]]>([
    ['nothing', null, []],
    ['no list', {}, []],
    ['null', { batchItemFailures: null }, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one of them', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['an unknown one', { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'z' }] }, ['a', 'b']],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, ['a', 'b']],
    ['another key', { batchItemFailures: [{ id: 'a' }] }, ['a', 'b']],
    ['no list at all', { batchItemFailures: 'a' }, ['a', 'b']],
  ])('%s', (_, payload, expected) => {
    expect(failed(payload)).toEqual(expected);
  });
});
