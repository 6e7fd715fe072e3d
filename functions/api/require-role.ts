import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Role, roles } from '../../shared/api/me.ts';
import { callerOf } from './caller.ts';
import type { Caller } from './known-caller.ts';
import { ApiProblem } from './problem.ts';

/**
 * The caller, who has at least this role. Throws the problem `unauthenticated` where nobody is known, and `forbidden`,
 * with what to do about it, where the role is not enough.
 */
export function requireRole(event: APIGatewayProxyEventV2, needed: Role): Caller {
  const { role, ...caller } = callerOf(event);
  if (role !== null && roles.indexOf(role) >= roles.indexOf(needed)) return { ...caller, role };
  const detail =
    role === null
      ? `You are signed in as ${caller.user}, but have no role here. Whoever looks after the sign-in can give you one: ` +
        `make you a member of the group ${roles.map((name) => `"${name}"`).join(', ')}. Sign in again then.`
      : `This needs the role "${needed}", and ${caller.user} has the role "${role}". Whoever looks after the sign-in can ` +
        `make you a member of the group "${needed}". Sign in again then.`;
  throw new ApiProblem('forbidden', detail, { role: needed });
}
