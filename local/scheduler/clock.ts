/** What time it is, and being told when a time has come; a test has its own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `wake` once it is `at` or later. Answers with how to take that back. */
  wakeAt(at: number, wake: () => void): () => void;
}

/** Timers stand still while a laptop sleeps, so the clock on the wall is looked at this often. */
const longestWaitMilliseconds = 30_000;

/** Keeps no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt: (at, wake) => {
    let timer: NodeJS.Timeout;
    const look = (): void => {
      const left = at - Date.now();
      if (left <= 0) wake();
      else timer = setTimeout(look, Math.min(left, longestWaitMilliseconds)).unref();
    };
    timer = setTimeout(look, 0).unref();
    return () => clearTimeout(timer);
  },
};
