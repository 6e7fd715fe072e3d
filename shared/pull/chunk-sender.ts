import type { ChunkEnvelope, ChunkPayload } from '../chunks/chunk.ts';
import { type ChunkQueue, packMessage } from '../chunks/chunk-message.ts';
import type { Objects } from '../objects/objects.ts';

/**
 * Messages that go together: an eighth of the requests here and at the workers, who get them together too, for 100 ms of
 * waiting at full speed. A slow source's chunk does not wait; see `dispatch`.
 */
const messagesPerSend = 8;
/** Sends in flight at once; behind that the pull waits, so that its memory stays bounded. */
const sendsAtOnce = 4;

/** Packs chunks and puts them on the queue while the source is being read. */
export class ChunkSender {
  readonly #queue: ChunkQueue;
  readonly #payloads: Objects;
  readonly #inFlight = new Set<Promise<void>>();
  #packing: Promise<string>[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(queue: ChunkQueue, payloads: Objects) {
    this.#queue = queue;
    this.#payloads = payloads;
  }

  /** Returns once there is room for the next one. A send that failed is thrown here or by `drain`. */
  async add(envelope: ChunkEnvelope, payload: ChunkPayload): Promise<void> {
    const packing = packMessage(this.#payloads, envelope, payload);
    // Looked at when it is sent.
    packing.catch(() => {});
    this.#packing.push(packing);
    if (this.#packing.length >= messagesPerSend) this.dispatch();
    if (this.#inFlight.size >= sendsAtOnce) await Promise.race(this.#inFlight);
    this.#throwFailure();
  }

  /** Sends what has been added, without waiting for more. */
  dispatch(): void {
    if (this.#packing.length === 0) return;
    const sending = Promise.all(this.#packing)
      .then((bodies) => this.#queue.send(bodies))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#inFlight.delete(sending));
    this.#packing = [];
    this.#inFlight.add(sending);
  }

  /** Returns once everything added is on the queue. */
  async drain(): Promise<void> {
    this.dispatch();
    await Promise.all(this.#inFlight);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
