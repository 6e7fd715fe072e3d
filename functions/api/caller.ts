import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Role } from '../../shared/api/me.ts';
import { personOf } from './person.ts';
import { ApiProblem } from './problem.ts';

/** Who asks: whose data is concerned, whom to name in the history, and what they may do. */
export interface Caller {
  readonly org: string;
  readonly user: string;
  readonly role: Role;
}

/** Somebody who is known, and may have no role at all. */
export type KnownCaller = Omit<Caller, 'role'> & { readonly role: Role | null };

/** What API Gateway's IAM authorizer adds to an event. */
interface IamAuthorizer {
  readonly iam?: { readonly accountId?: unknown; readonly userArn?: unknown };
}

/** The caller as API Gateway's authorizer vouches for it. Throws the problem `unauthenticated` where none did. */
export function callerOf(event: APIGatewayProxyEventV2): KnownCaller {
  const caller = programOf(event) ?? personOf(event);
  if (caller) return caller;
  throw new ApiProblem(
    'unauthenticated',
    'Sign the request with AWS credentials (Signature Version 4), or sign in to the console.',
  );
}

/** Who has IAM credentials that may call the API may do everything: IAM's policies are where that is decided. */
function programOf(event: APIGatewayProxyEventV2): KnownCaller | undefined {
  const { authorizer } = event.requestContext as { authorizer?: IamAuthorizer };
  const { accountId, userArn } = authorizer?.iam ?? {};
  if (typeof accountId !== 'string' || accountId === '' || typeof userArn !== 'string' || userArn === '')
    return undefined;
  // arn:aws:sts::<account>:assumed-role/<role>/<session>: the session is named after the person.
  return { org: accountId, user: userArn.split(/[:/]/).at(-1) ?? userArn, role: 'admin' };
}
