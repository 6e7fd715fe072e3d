import { createHmac, timingSafeEqual } from 'node:crypto';

/** A request older than this, or as much from the future, is none that its source has just signed. */
export const replayWindowMs = 5 * 60_000;
/** Two secrets while one is exchanged for another, and room for a third; more would be guessing. */
const mostSignatures = 5;

export interface HookSignature {
  /** Epoch seconds, as text: it is part of what is signed. */
  readonly time: string;
  readonly signatures: readonly Buffer[];
}

/** HMAC-SHA256 over `time.body`, in hexadecimal. The key is the text of the secret. */
export const signHook = (secret: string, time: string, body: Uint8Array): string =>
  createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');

/** Reads `t=1767225600,v1=5257…,v1=6f01…`; undefined for anything else. Parts that are not known are passed over. */
export function parseSignature(header: string | undefined): HookSignature | undefined {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const [time, ...otherTimes] = valuesOf(parts, 't').filter((value) => /^\d{1,12}$/.test(value));
  const signatures = valuesOf(parts, 'v1').filter((value) => /^[0-9a-f]{64}$/.test(value));
  if (time === undefined || otherTimes.length > 0) return undefined;
  if (signatures.length === 0 || signatures.length > mostSignatures) return undefined;
  return { time, signatures: signatures.map((value) => Buffer.from(value, 'hex')) };
}

export const isTimely = ({ time }: HookSignature, now: number): boolean =>
  Math.abs(Number(time) * 1000 - now) <= replayWindowMs;

/** Whether one of the signatures was made with one of the secrets. Takes as long whichever it is. */
export function isSigned(signature: HookSignature, body: Uint8Array, secrets: readonly string[]): boolean {
  let found = false;
  for (const secret of secrets) {
    const expected = Buffer.from(signHook(secret, signature.time, body), 'hex');
    for (const given of signature.signatures) found = timingSafeEqual(expected, given) || found;
  }
  return found;
}

const valuesOf = (parts: readonly string[], name: string): string[] =>
  parts.flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));
