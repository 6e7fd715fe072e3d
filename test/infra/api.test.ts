import { expect, test } from 'vitest';
import { synthesized } from './synthesized.ts';

const { template, resourcesOf } = synthesized();

const routes = resourcesOf('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => ({
  key: String(Properties['RouteKey']),
  authorization: Properties['AuthorizationType'],
}));

test('everything under /v1 needs IAM credentials', () => {
  const versioned = routes.filter(({ key }) => key.includes('/v1'));

  expect(versioned.map(({ key }) => key).toSorted()).toEqual([
    'DELETE /v1/{proxy+}',
    'GET /v1/{proxy+}',
    'PATCH /v1/{proxy+}',
    'POST /v1/{proxy+}',
  ]);
  for (const { authorization } of versioned) expect(authorization).toBe('AWS_IAM');
});

test('only the health check and the description are open', () => {
  const open = routes.filter(({ authorization }) => authorization !== 'AWS_IAM').map(({ key }) => key);

  expect(open.toSorted()).toEqual(['GET /healthz', 'GET /openapi.json']);
});

test('a preflight reaches API Gateway itself: no route catches OPTIONS, and every method is allowed across origins', () => {
  expect(routes.filter(({ key }) => /^(ANY|OPTIONS|\$default)/.test(key))).toEqual([]);

  const methods = ['GET', 'POST', 'PATCH', 'DELETE'];
  template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowMethods: methods } });
});
