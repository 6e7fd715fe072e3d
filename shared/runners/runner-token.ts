import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits: nobody guesses one, so a plain hash of it is safe to keep. */
const secretBytes = 32;

const tokenPattern = /^slr_([0-9A-HJKMNP-TV-Z]{26})_([A-Za-z0-9_-]{43})$/;

export interface TokenParts {
  readonly runnerId: string;
  readonly secret: string;
}

/** A new token for a runner: `slr_<id>_<secret>`. Only its hash is kept. */
export function makeToken(runnerId: string): { readonly token: string; readonly tokenHash: string } {
  const secret = randomBytes(secretBytes).toString('base64url');
  return { token: `slr_${runnerId}_${secret}`, tokenHash: hashOf(secret) };
}

/** Undefined for what is no token at all. */
export function readToken(token: string): TokenParts | undefined {
  const [, runnerId, secret] = tokenPattern.exec(token) ?? [];
  return runnerId === undefined || secret === undefined ? undefined : { runnerId, secret };
}

/** Takes the same time whatever differs, and where there is nothing to compare with. */
export function isSecretOf(secret: string, tokenHash: string | undefined): boolean {
  const given = Buffer.from(hashOf(secret), 'hex');
  const kept = tokenHash === undefined ? Buffer.alloc(given.length) : Buffer.from(tokenHash, 'hex');
  return timingSafeEqual(given, kept) && tokenHash !== undefined;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
