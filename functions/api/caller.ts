import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { KnownCaller } from './known-caller.ts';
import { personOf } from './person.ts';
import { ApiProblem } from './problem.ts';

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
