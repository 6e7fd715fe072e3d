/**
 * The next attempt, or the wait before it, does not fit into the time that this process has left. Nothing is wrong
 * with the source: go on from the last checkpoint in a new process, not before `retryAt`.
 */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  /** Epoch milliseconds before which the source must not be asked again; null where going on at once is fine. */
  readonly retryAt: number | null;

  constructor(message: string, retryAt: number | null) {
    super(message);
    this.retryAt = retryAt;
  }
}
