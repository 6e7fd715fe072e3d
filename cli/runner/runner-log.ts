/** What a runner tells of itself: one line of JSON an event, for people and whatever collects logs. */
export type RunnerLog = (event: string, details?: Readonly<Record<string, string | number | null>>) => void;

export const standardLog: RunnerLog = (event, details = {}) =>
  void process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...details })}\n`);

/** An error as a line of the log shows it. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
