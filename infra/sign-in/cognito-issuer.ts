import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Issuer } from './issuer.ts';

/** Members of each group have its role. */
const groups: Readonly<Record<string, string>> = {
  admin: 'May do everything, also change integrations, schedules, alerts and settings',
  operator: 'May also start, cancel and repeat runs, test, export and decide on deletions',
  viewer: 'May look at everything',
};

/** A user pool, into which an administrator invites people; its login page; and a group for each role. */
export class CognitoIssuer extends Construct implements Issuer {
  readonly url: string;
  readonly origins: readonly string[];
  readonly scopes = 'openid email profile';
  private readonly pool: UserPool;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.pool = this.newPool();
    for (const [groupName, description] of Object.entries(groups)) {
      new UserPoolGroup(this, groupName, { userPool: this.pool, groupName, description });
    }
    const { region, urlSuffix, stackId } = Stack.of(this);
    // Unique within the region, as the prefix has to be: the last part of the stack's id, which AWS draws at random.
    const domainPrefix = Fn.join('-', ['syncline', Fn.select(4, Fn.split('-', Fn.select(2, Fn.split('/', stackId))))]);
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.url = this.pool.userPoolProviderUrl;
    this.origins = [
      `https://cognito-idp.${region}.${urlSuffix}`,
      `https://${domainPrefix}.auth.${region}.amazoncognito.com`,
    ];
    new CfnOutput(Stack.of(this), 'UserPoolId', { value: this.pool.userPoolId, description: 'Who may sign in' });
  }

  clientFor(consoleUrl: string): string {
    const client = new UserPoolClient(this, 'Console', {
      userPool: this.pool,
      // A page keeps no secrets; the code is bound to it by PKCE.
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${consoleUrl}/signed-in`],
        logoutUrls: [`${consoleUrl}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      // Whoever loses a role loses it with the next token.
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      // A working day.
      refreshTokenValidity: Duration.hours(12),
    });
    // Without a style of its own the login page shows an error.
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client.userPoolClientId;
  }

  private newPool(): UserPool {
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
        tempPasswordValidity: Duration.days(7),
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      // As the tables: people were typed in, and nobody can pull them again.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions::AwsSolutions-COG8',
      reason: 'The Plus plan charges for each person and month; a second factor is asked of everybody already.',
    });
    return pool;
  }
}
