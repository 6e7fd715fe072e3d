import type { eventTypes } from '../env/event-names.ts';

export interface PublishedEvent {
  readonly type: (typeof eventTypes)[keyof typeof eventTypes];
  /** With the org; as the API gives it otherwise. */
  readonly detail: { readonly org: string } & object;
}

/** The default event bus. */
export interface Events {
  /** Throws where the bus does not take the event. */
  publish(event: PublishedEvent): Promise<void>;
}
