/** Something a person can put right: the message says what is wrong and what to do. Printed without a stack. */
export class RuntimeProblem extends Error {
  override readonly name = 'RuntimeProblem';
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
