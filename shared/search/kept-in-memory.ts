/** Values by key, in memory as long as they do not weigh too much together; what was not used for longest goes first. */
export class KeptInMemory {
  readonly #kept = new Map<string, { readonly value: Promise<unknown>; weight: number }>();
  readonly #most: number;
  #weight = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** One key always stands for values of one type. What cannot be made is tried anew the next time. */
  get<Value>(key: string, make: () => Promise<{ value: Value; bytes: number }>): Promise<Value> {
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.value as Promise<Value>;
    }
    const made = make();
    const entry = { value: made.then(({ value }) => value), weight: 0 };
    this.#kept.set(key, entry);
    made.then(
      ({ bytes }) => this.#weigh(key, entry, bytes),
      () => this.#kept.delete(key),
    );
    return entry.value;
  }

  #weigh(key: string, entry: { weight: number }, bytes: number): void {
    if (this.#kept.get(key) !== entry) return;
    entry.weight = bytes;
    this.#weight += bytes;
    for (const [oldest, { weight }] of this.#kept) {
      if (this.#weight <= this.#most) return;
      this.#kept.delete(oldest);
      this.#weight -= weight;
    }
  }
}
