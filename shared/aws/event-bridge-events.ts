import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource } from '../env/event-names.ts';
import type { Events } from '../events/events.ts';

/** Events on the account's default bus. */
export function eventBridgeEvents(client: EventBridgeClient): Events {
  return {
    async publish({ type, detail }) {
      const entry = { Source: eventSource, DetailType: type, Detail: JSON.stringify(detail) };
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
      // A refused entry comes with a 200.
      const [result] = Entries;
      if (result?.ErrorCode)
        throw new Error(`EventBridge takes no ${type}: ${result.ErrorCode}: ${result.ErrorMessage}`);
    },
  };
}
