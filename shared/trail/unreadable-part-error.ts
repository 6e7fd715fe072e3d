export interface UnreadablePart {
  /** Key of the object in the archive bucket. */
  readonly part: string;
  readonly reason: 'missing' | 'damaged';
}

/** An object of the archive is not there, or is not what was written. What the others hold can still be read. */
export class UnreadablePartError extends Error implements UnreadablePart {
  override readonly name = 'UnreadablePartError';
  readonly part: string;
  readonly reason: UnreadablePart['reason'];

  constructor(part: string, reason: UnreadablePart['reason'], options?: ErrorOptions) {
    super(`The archive's object ${part} is ${reason}.`, options);
    this.part = part;
    this.reason = reason;
  }
}
