import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import type { JsonObject } from '../json.ts';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import type { Authorizer, Verdict } from './authorizer.ts';
import { gatewayAnswer } from './function-response.ts';

export interface JwtSettings {
  /** Empty where the issuer is a resource that does not exist here: then no token is accepted. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** What API Gateway takes: RSA only. */
const algorithms = ['RS256', 'RS384', 'RS512'];

const discoverySchema = z.object({ jwks_uri: z.url() });

/**
 * The JWT authorizer of an HTTP API: signature (with the keys that the issuer publishes), issuer, audience (`aud`, or
 * `client_id` where there is none) and times.
 */
export function jwtAuthorizer({ issuer, audience }: JwtSettings, log: Log): Authorizer {
  let keys: Promise<JWTVerifyGetKey> | null = null;
  const keysOnce = (): Promise<JWTVerifyGetKey> => {
    keys ??= fetchKeys(issuer).catch((thrown: unknown) => {
      keys = null;
      throw thrown;
    });
    return keys;
  };
  return async ({ headers }) => {
    const token = (headers.authorization ?? '').replace(/^bearer +/i, '');
    if (token === '' || issuer === '') return unauthorized;
    try {
      const { jwtVerify } = await import('jose');
      const requiredClaims = ['exp'];
      const { payload } = await jwtVerify(token, await keysOnce(), { issuer, algorithms, requiredClaims });
      const intended = [payload.aud ?? payload['client_id']].flat();
      if (!audience.some((one) => intended.includes(one))) return unauthorized;
      return { kind: 'allowed', caller: { jwt: { claims: asTexts(payload), scopes: null } } };
    } catch (thrown) {
      log(`A token was not accepted: ${messageOf(thrown)}`);
      return unauthorized;
    }
  };
}

const unauthorizedAnswer = gatewayAnswer(401, 'Unauthorized');
const unauthorized: Verdict = {
  kind: 'refused',
  answer: { ...unauthorizedAnswer, headers: { ...unauthorizedAnswer.headers, 'www-authenticate': 'Bearer' } },
};

async function fetchKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet } = await import('jose');
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`the issuer does not describe itself: HTTP ${response.status}`);
  return createRemoteJWKSet(new URL(discoverySchema.parse(await response.json()).jwks_uri));
}

/** As API Gateway hands claims on: lists in brackets, everything as text. */
function asTexts(claims: JWTPayload): JsonObject {
  const text = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, text(value)]));
}
