import { Construct } from 'constructs';
import { contextOf } from '../house/context-of.ts';
import { CognitoIssuer } from './cognito-issuer.ts';
import { issuerOfContext } from './issuer-of-context.ts';

/** Who vouches for people: an issuer of OpenID Connect. */
export interface Issuer {
  /** The `iss` of its tokens; its description is at `/.well-known/openid-configuration` below. */
  readonly url: string;
  /** Origins that the console asks for that description and for tokens. */
  readonly origins: readonly string[];
  readonly scopes: string;
  /** Registers the console, which comes back to `/signed-in` and `/`; answers with its client id. */
  clientFor(consoleUrl: string): string;
}

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
