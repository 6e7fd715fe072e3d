import type { DeliveredPage, DeliveryEnd } from '../../shared/api/runner-work.ts';

/** JSON that goes together: with the answer's time it is a second or two of work on either side. */
const charactersPerDelivery = 4_000_000;
/** What is read shows up in Syncline this soon, however slow the source is. */
const deliverAfterMs = 2_000;

/** Pages that were read and of which Syncline has not said that they are safe, in order. */
export class Outbox {
  #sequence: number;
  readonly #pages: string[] = [];
  readonly #now: () => number;
  #characters = 0;
  #since = 0;
  /** How many of them were delivered and are not safe: they wait for a further one. */
  #tried = 0;

  /** `sequence` is the number of the next page. */
  constructor(sequence: number, now: () => number) {
    this.#sequence = sequence;
    this.#now = now;
  }

  get size(): number {
    return this.#pages.length;
  }

  /** The number of the oldest page in it. */
  get sequence(): number {
    return this.#sequence;
  }

  /** How long the pages may wait for more; Infinity while there are none that were not delivered. */
  get dueInMs(): number {
    if (this.#pages.length === this.#tried) return Number.POSITIVE_INFINITY;
    if (this.#characters >= charactersPerDelivery) return 0;
    return Math.max(0, this.#since + deliverAfterMs - this.#now());
  }

  add(page: DeliveredPage): void {
    const text = JSON.stringify(page);
    if (this.#pages.length === this.#tried) this.#since = this.#now();
    this.#pages.push(text);
    this.#characters += text.length;
  }

  /** How many pages the next delivery takes: what goes together, and no fewer than `least`. */
  count(least: number): number {
    let [count, characters] = [0, 0];
    for (const page of this.#pages) {
      if (count >= Math.max(1, least) && characters + page.length > charactersPerDelivery) break;
      characters += page.length;
      count += 1;
    }
    return count;
  }

  /** A delivery of the first pages, as JSON. */
  delivery(count: number, attempt: number, end: DeliveryEnd | null): string {
    const pages = this.#pages.slice(0, count).join(',');
    return `{"attempt":${attempt},"sequence":${this.#sequence},"pages":[${pages}],"end":${JSON.stringify(end)}}`;
  }

  /** Pages before this one are safe. */
  acknowledge(sequence: number): void {
    const safe = this.#pages.splice(0, Math.max(0, sequence - this.#sequence));
    for (const page of safe) this.#characters -= page.length;
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#tried = this.#pages.length;
  }

  /** Pages that cannot be delivered, because they are too large. */
  discard(): void {
    this.#pages.length = 0;
    this.#characters = 0;
  }
}
