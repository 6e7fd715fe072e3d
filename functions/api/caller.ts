import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiProblem } from './problem.ts';

/** Who asks: whose data is concerned, and whom to name in the history. */
export interface Caller {
  readonly org: string;
  readonly user: string;
}

/** What API Gateway's IAM authorizer adds to an event. */
interface IamAuthorizer {
  readonly iam?: { readonly accountId?: unknown; readonly userArn?: unknown };
}

/** The caller as the IAM authorizer vouches for it. Throws the problem `unauthenticated` where it did not. */
export function callerOf(event: APIGatewayProxyEventV2): Caller {
  const { authorizer } = event.requestContext as { authorizer?: IamAuthorizer };
  const { accountId, userArn } = authorizer?.iam ?? {};
  if (typeof accountId !== 'string' || accountId === '' || typeof userArn !== 'string' || userArn === '') {
    throw new ApiProblem('unauthenticated', 'Sign the request with AWS credentials (Signature Version 4).');
  }
  // arn:aws:sts::<account>:assumed-role/<role>/<session>: the session is named after the person.
  return { org: accountId, user: userArn.split(/[:/]/).at(-1) ?? userArn };
}
