import { readCancellation } from '../runs/cancellation.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { StepError } from '../steps/step-store.ts';
import type { RunInput } from '../workflow/workflow.ts';

/** Somebody cancelled the run whose source is being read. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  readonly reason: StepError;

  constructor(reason: StepError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** Somebody who cancels waits for it; one small read each time. */
const lookEveryMs = 3_000;

/**
 * Looks while a source is read whether its run is cancelled: when asked to, and every few seconds, since one answer of a
 * slow source may take minutes. Then `abort` is aborted with a CancelledError.
 */
export class CancelWatch {
  readonly #runs: RunStore;
  readonly #run: RunInput;
  readonly #abort: AbortController;
  readonly #timer: NodeJS.Timeout;
  readonly #cancelled: Promise<never>;

  constructor(runs: RunStore, run: RunInput, abort: AbortController) {
    this.#runs = runs;
    this.#run = run;
    this.#abort = abort;
    this.#cancelled = new Promise((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
    });
    this.#cancelled.catch(() => {});
    // One that fails is made up for by the next.
    this.#timer = setInterval(() => void this.look().catch(() => {}), lookEveryMs);
    this.#timer.unref();
  }

  /** Throws CancelledError if so. */
  async look(): Promise<void> {
    const reason = await readCancellation(this.#runs, this.#run);
    if (reason) this.#abort.abort(new CancelledError(reason));
    this.#abort.signal.throwIfAborted();
  }

  /** What comes first: the result, or a CancelledError. A source need not heed its signal. */
  orCancelled<Result>(waiting: Promise<Result>): Promise<Result> {
    return Promise.race([waiting, this.#cancelled]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
