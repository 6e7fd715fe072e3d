/** An object of the archive is not there, or is not what was written. What the others hold can still be read. */
export class UnreadablePartError extends Error {
  override readonly name = 'UnreadablePartError';
  /** Key of the object in the archive bucket. */
  readonly part: string;
  readonly reason: 'missing' | 'damaged';

  constructor(part: string, reason: 'missing' | 'damaged', options?: ErrorOptions) {
    super(`The archive's object ${part} is ${reason}.`, options);
    this.part = part;
    this.reason = reason;
  }
}
