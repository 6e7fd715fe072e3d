import { Construct } from 'constructs';
import { contextOf } from '../house/context-of.ts';
import { CognitoIssuer } from './cognito-issuer.ts';
import type { Issuer } from './issuer.ts';
import { issuerOfContext } from './issuer-of-context.ts';

/** CDK context: the claim that lists a person's roles. */
const rolesClaimContext = 'oidcRolesClaim';

/** How people sign in: with a user pool of the stack, or with the issuer that the context names. */
export class SignIn extends Construct {
  readonly issuer: Issuer;
  readonly rolesClaim: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.issuer = issuerOfContext(this) ?? new CognitoIssuer(this, 'Cognito');
    this.rolesClaim = contextOf(this, rolesClaimContext) || 'cognito:groups';
  }
}
