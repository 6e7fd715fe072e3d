import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Role, roles } from '../../shared/api/me.ts';
import { environment } from '../../shared/aws/environment.ts';
import type { KnownCaller } from './known-caller.ts';

type Claims = Readonly<Record<string, unknown>>;

/** What API Gateway's JWT authorizer adds to an event. */
interface JwtAuthorizer {
  readonly jwt?: { readonly claims?: Claims };
}

/**
 * The person whose token the JWT authorizer has accepted; undefined where it has accepted none. People belong to the org
 * of the account that they sign in to: no claim can lead them into another.
 */
export function personOf(event: APIGatewayProxyEventV2): KnownCaller | undefined {
  const { authorizer, accountId } = event.requestContext as { authorizer?: JwtAuthorizer; accountId: string };
  const accepted = authorizer?.jwt?.claims;
  if (accepted === undefined || typeof accepted['sub'] !== 'string' || !accountId) return undefined;
  const claims = claimsIn(event.headers['authorization']);
  if (claims?.['sub'] !== accepted['sub']) return undefined;
  const { email, sub } = claims;
  return { org: accountId, user: typeof email === 'string' && email !== '' ? email : sub, role: roleIn(claims) };
}

/**
 * The claims of the token itself. The authorizer has checked it, but hands lists on as text: a group "Print admin" would
 * look like one "Print" and one "admin".
 */
function claimsIn(authorization: string | undefined): (Claims & { readonly sub: string }) | undefined {
  const [, payload = ''] = (authorization ?? '').split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return undefined;
    return typeof claims.sub === 'string' ? { ...claims, sub: claims.sub } : undefined;
  } catch {
    return undefined;
  }
}

/** The highest of the roles that the claim lists, as a list or as one word; null where it lists none. */
function roleIn(claims: Claims): Role | null {
  const listed: readonly unknown[] = [claims[environment('rolesClaim')]].flat();
  return roles.findLast((role) => listed.includes(role)) ?? null;
}
