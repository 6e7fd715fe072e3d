import type { ChunkEnvelope } from '../../../shared/chunks/chunk.ts';
import { readEnvelope } from '../../../shared/chunks/chunk-message.ts';
import type { Services } from '../../pipeline/services.ts';

export interface Mail {
  readonly body: string;
  readonly envelope: ChunkEnvelope;
  deliveries: number;
}

/** The queue in the hands of a test: everything that was ever sent can be delivered, in any order, again and again. */
export class Mailbox {
  readonly pending: Mail[] = [];
  readonly delivered: Mail[] = [];
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Takes what is on the queue. */
  async collect(): Promise<void> {
    for (;;) {
      const messages = await this.#services.receive();
      if (messages.length === 0) return;
      for (const message of messages) {
        const body = message.Body ?? '';
        this.pending.push({ body, envelope: readEnvelope(body), deliveries: 0 });
        await this.#services.acknowledge(message);
      }
    }
  }

  pendingOf(runId: string): Mail[] {
    return this.pending.filter(({ envelope }) => envelope.runId === runId);
  }

  /** It has been dealt with: the queue will not deliver it again, unless it does. */
  settle(mail: Mail): void {
    const index = this.pending.indexOf(mail);
    if (index < 0) return;
    this.pending.splice(index, 1);
    this.delivered.push(mail);
  }
}
