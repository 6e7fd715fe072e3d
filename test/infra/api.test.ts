import { expect, test } from 'vitest';
import { synthesized } from './synthesized.ts';

const { template, resourcesOf, onlyResourceOf } = synthesized();

const routes = resourcesOf('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => ({
  key: String(Properties['RouteKey']),
  authorization: Properties['AuthorizationType'],
}));

/** Their functions find out by themselves who calls: by a signature, by a token. */
const withoutIam = ['POST /v1/hooks/{integrationId}', 'POST /v1/runner/work', 'POST /v1/runner/work/{proxy+}'];

test('everything under /v1 needs IAM credentials, but for what authenticates its callers itself', () => {
  const versioned = routes.filter(({ key }) => key.includes(' /v1') && !withoutIam.includes(key));

  expect(versioned.map(({ key }) => key).toSorted()).toEqual([
    'DELETE /v1/{proxy+}',
    'GET /v1/{proxy+}',
    'PATCH /v1/{proxy+}',
    'POST /v1/{proxy+}',
  ]);
  for (const { authorization } of versioned) expect(authorization).toBe('AWS_IAM');
});

test('everything under /console needs a token for the console, of the issuer', () => {
  const forPeople = routes.filter(({ authorization }) => authorization === 'JWT');

  expect(forPeople.map(({ key }) => key).toSorted()).toEqual([
    'DELETE /console/v1/{proxy+}',
    'GET /console/v1/{proxy+}',
    'PATCH /console/v1/{proxy+}',
    'POST /console/v1/{proxy+}',
  ]);
  const [poolId] = onlyResourceOf('AWS::Cognito::UserPool');
  const [clientId] = onlyResourceOf('AWS::Cognito::UserPoolClient');
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: { 'Fn::GetAtt': [poolId, 'ProviderURL'] }, Audience: [{ Ref: clientId }] },
  });
});

test('beside those only the health check and the description are open', () => {
  const open = routes.filter(({ authorization }) => authorization === 'NONE').map(({ key }) => key);

  expect(open.toSorted()).toEqual(['GET /healthz', 'GET /openapi.json', ...withoutIam].toSorted());
});

test('a preflight reaches API Gateway itself: no route catches OPTIONS, and every method is allowed across origins', () => {
  expect(routes.filter(({ key }) => /^(ANY|OPTIONS|\$default)/.test(key))).toEqual([]);

  const methods = ['GET', 'POST', 'PATCH', 'DELETE'];
  template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowMethods: methods } });
});
