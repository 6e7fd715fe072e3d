import { randomUUID } from 'node:crypto';
import { account } from '../account.ts';
import type { JsonObject } from '../json.ts';
import type { EventMatcher } from './event-pattern.ts';

/** Takes an event to where it belongs; resolves when that has been done, rejects when it was given up. */
export type Delivery = (event: JsonObject) => Promise<void>;

export interface EventRule {
  readonly name: string;
  readonly matches: EventMatcher;
  readonly targets: readonly Delivery[];
}

export interface EventDetails {
  readonly source: string;
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources?: string[];
  /** Epoch milliseconds; now where absent. */
  readonly time?: number;
}

/** The default event bus: hands each event to every rule that matches it. */
export class EventBus {
  readonly #rules: EventRule[] = [];

  add(rule: EventRule): void {
    this.#rules.push(rule);
  }

  /** Resolves once all targets of all matching rules are done. Rejects if one of them gave the event up. */
  async publish(details: EventDetails): Promise<{ eventId: string }> {
    const event = envelope(details);
    const deliveries = this.#rules
      .filter((rule) => rule.matches(event))
      .flatMap((rule) => rule.targets.map((deliver) => deliver(event)));
    const failed = (await Promise.allSettled(deliveries)).find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { eventId: String(event['id']) };
  }
}

/** An event in the shape in which EventBridge hands it to its targets. */
export function envelope({ source, detailType, detail, resources = [], time = Date.now() }: EventDetails): JsonObject {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: account.accountId,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: account.region,
    resources,
    detail,
  };
}
