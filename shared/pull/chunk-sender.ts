import type { ChunkEnvelope, ChunkPayload } from '../chunks/chunk.ts';
import { type ChunkQueue, packMessage } from '../chunks/chunk-message.ts';
import type { Objects } from '../objects/objects.ts';

/** Sends in flight at once; behind that the pull waits, so that its memory stays bounded. */
const sendsAtOnce = 4;

/** Packs chunks and puts them on the queue while the source is being read. */
export class ChunkSender {
  readonly #queue: ChunkQueue;
  readonly #payloads: Objects;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(queue: ChunkQueue, payloads: Objects) {
    this.#queue = queue;
    this.#payloads = payloads;
  }

  /** Returns once there is room for the next one. A send that failed is thrown here or by `drain`. */
  async send(envelope: ChunkEnvelope, payload: ChunkPayload): Promise<void> {
    const sending = packMessage(this.#payloads, envelope, payload)
      .then((body) => this.#queue.send(body))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
    if (this.#inFlight.size >= sendsAtOnce) await Promise.race(this.#inFlight);
    this.#throwFailure();
  }

  /** Returns once everything sent is on the queue. */
  async drain(): Promise<void> {
    await Promise.all(this.#inFlight);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
