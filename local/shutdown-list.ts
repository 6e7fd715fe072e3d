/** What has been started, to be ended in the opposite order. */
export class ShutdownList {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #running: Promise<void> | null = null;

  add(end: () => Promise<void> | void): void {
    this.#steps.push(end);
  }

  /** Ends everything, whatever fails on the way; rejects with the first failure. A second call waits for the first. */
  run(): Promise<void> {
    this.#running ??= this.#runSteps();
    return this.#running;
  }

  async #runSteps(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#steps.splice(0).reverse()) {
      try {
        await end();
      } catch (thrown) {
        failures.push(thrown);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
