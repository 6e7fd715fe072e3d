/** Where a command writes to, and how. */
export interface Output {
  /** For programs: JSON, and nothing but JSON, on standard output. */
  readonly json: boolean;
  /** A terminal that a progress bar can be drawn on; null where lines are wanted. */
  readonly terminal: NodeJS.WriteStream | null;
  /** A line on standard output. */
  line(text?: string): void;
  /** One JSON value, on a line of its own. */
  value(value: unknown): void;
  /** A remark beside the result, on standard error. */
  note(text: string): void;
}

export function standardOutput(options: { json: boolean }): Output {
  return {
    json: options.json,
    terminal: process.stderr.isTTY && !options.json ? process.stderr : null,
    line: (text = '') => void process.stdout.write(`${text}\n`),
    value: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}
