import type { Message } from '@aws-sdk/client-sqs';
import { isJsonObject, type Json } from '../json.ts';

/**
 * The messages that a function with ReportBatchItemFailures did not take. As in AWS, an empty or missing list means
 * that all went well, and a list that makes no sense (an unknown id, an empty one) fails the whole batch.
 */
export function failedMessageIds(payload: Json, messages: readonly Message[]): Set<string> {
  const all = new Set(messages.map(({ MessageId }) => MessageId ?? ''));
  const failures = isJsonObject(payload) ? payload['batchItemFailures'] : null;
  if (failures === null || failures === undefined) return new Set();
  if (!Array.isArray(failures)) return all;
  const failed = new Set<string>();
  for (const failure of failures) {
    const id = isJsonObject(failure) ? failure['itemIdentifier'] : null;
    if (typeof id !== 'string' || !all.has(id)) return all;
    failed.add(id);
  }
  return failed;
}
