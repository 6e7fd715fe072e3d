import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../functions/api/routes.ts';
import { account } from '../../local/account.ts';
import { meSchema } from '../../shared/api/me.ts';
import { freePort } from '../harness/free-port.ts';
import { clientId, rolesClaim, type SignedInProduct, startSignedInProduct } from './signed-in-product.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

let issuer: TokenIssuer;
let product: SignedInProduct;
beforeAll(async () => {
  issuer = await startTokenIssuer();
  product = await startSignedInProduct(issuer.url, await freePort());
}, 120_000);
afterAll(async () => {
  await product.close();
  await issuer.close();
});

const tokenOf = (groups: unknown, more = {}) =>
  issuer.sign({ aud: clientId, email: 'ada@example.com', [rolesClaim]: groups, ...more });

async function send(token: string | null, method: string, path: string, body?: unknown) {
  const response = await fetch(product.runtime.url + path, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const me = async (token: string | null) => send(token, 'GET', '/v1/me');

describe('who is signed in', () => {
  test('is known by e-mail address, belongs to the org of the account, and has the highest role', async () => {
    const { status, body } = await me(await tokenOf(['viewer', 'operator', 'staff']));
    expect({ status, body: meSchema.parse(body) }).toEqual({
      status: 200,
      body: { user: 'ada@example.com', org: account.accountId, role: 'operator' },
    });
  });

  test('without an address is known by the subject; a role may be one word instead of a list', async () => {
    expect((await me(await tokenOf('viewer', { email: undefined }))).body).toMatchObject({
      user: 'user-1',
      role: 'viewer',
    });
  });

  test('cannot choose the org', async () => {
    const { body } = await me(await tokenOf(['viewer'], { org: 'other', 'custom:org': 'other' }));
    expect(body['org']).toBe(account.accountId);
  });

  test('is nobody but the local administrator where no token is sent', async () => {
    expect((await me(null)).body).toEqual({ user: 'admin', org: account.accountId, role: 'admin' });
  });

  test.each([[undefined], [[]], [['staff']], [['Print admin']], ['Print admin'], [{ admin: true }], [['ADMIN']]])(
    'may do nothing with the groups %j, and is told what to do',
    async (groups) => {
      const { status, body } = await me(await tokenOf(groups));
      expect({ status, type: body['type'] }).toEqual({ status: 403, type: '/problems/forbidden' });
      expect(body['detail']).toContain('ada@example.com');
      expect(body['detail']).toContain('"viewer", "operator", "admin"');
    },
  );
});

describe('a token', () => {
  const status = async (token: string) => (await me(token)).status;

  test('is taken for the client that it was made for, also where that is named as Cognito does', async () => {
    expect(await status(await tokenOf(['viewer'], { aud: ['other', clientId] }))).toBe(200);
    expect(await status(await tokenOf(['viewer'], { aud: undefined, client_id: clientId }))).toBe(200);
  });

  test('of another issuer, for another client, or out of date is refused', async () => {
    expect(await status(await tokenOf(['admin'], { iss: 'https://elsewhere.example' }))).toBe(401);
    expect(await status(await tokenOf(['admin'], { aud: 'other' }))).toBe(401);
    expect(await status(await tokenOf(['admin'], { aud: undefined }))).toBe(401);
    expect(await status(await issuer.sign({ aud: clientId, [rolesClaim]: ['admin'] }, { expires: -5 }))).toBe(401);
    expect(await status(await tokenOf(['admin'], { nbf: Math.floor(Date.now() / 1000) + 3600 }))).toBe(401);
  });

  test('signed by anybody else, changed, or not signed at all is refused', async () => {
    const claims = { aud: clientId, [rolesClaim]: ['admin'] };
    const { privateKey } = await generateKeyPair('RS256');
    expect(await status(await issuer.sign(claims, { key: privateKey }))).toBe(401);
    expect(await status(await issuer.sign(claims, { key: privateKey, kid: 'two' }))).toBe(401);

    const [header, , signature] = (await tokenOf(['viewer'])).split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = { iss: issuer.url, sub: 'user-1', exp: Math.floor(Date.now() / 1000) + 600, ...claims };
    expect(await status(`${header}.${encode(forged)}.${signature}`)).toBe(401);
    expect(await status(`${encode({ alg: 'none' })}.${encode(forged)}.`)).toBe(401);
    expect(await status('nonsense')).toBe(401);
  });

  test('is no way around the console: its paths take nobody without one', async () => {
    expect((await send(null, 'GET', '/console/v1/me')).status).toBe(401);
    expect((await send(await tokenOf(['viewer']), 'GET', '/console/v1/me')).status).toBe(200);
  });
});

describe('a role', () => {
  const integration = { name: 'crm', connector: 'http', settings: {} };

  test('of a viewer is enough to look, and for nothing else', async () => {
    const viewer = await tokenOf(['viewer']);
    expect((await send(viewer, 'GET', '/v1/runs')).body).toEqual({ items: [], next: null });
    const refused = await send(viewer, 'POST', '/v1/integrations/any/runs', { type: 'full' });
    expect(refused).toMatchObject({ status: 403, body: { type: '/problems/forbidden', role: 'operator' } });
    expect(refused.body['detail']).toContain('ada@example.com has the role "viewer"');
    expect((await send(viewer, 'POST', '/v1/integrations', integration)).status).toBe(403);
    expect((await send(viewer, 'PATCH', '/v1/settings', {})).status).toBe(403);
  });

  test('of an operator is enough to run, and not to change', async () => {
    const operator = await tokenOf(['operator']);
    expect(await send(operator, 'POST', '/v1/integrations/none/runs', { type: 'full' })).toMatchObject({
      status: 404,
      body: { type: '/problems/integration-not-found' },
    });
    const refused = await send(operator, 'POST', '/v1/integrations', integration);
    expect(refused).toMatchObject({ status: 403, body: { role: 'admin' } });
    expect((await send(operator, 'DELETE', '/v1/runners/none')).status).toBe(403);
  });

  test('of an administrator is enough for everything', async () => {
    const admin = await tokenOf(['admin']);
    expect((await send(admin, 'PATCH', '/v1/settings', {})).status).toBe(200);
    expect((await send(admin, 'DELETE', '/v1/runners/none')).status).toBe(404);
  });

  test('is asked before anything is said about the request', async () => {
    const viewer = await tokenOf(['viewer']);
    const response = await fetch(`${product.runtime.url}/v1/integrations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${viewer}`, 'content-type': 'application/json' },
      body: '{not json',
    });
    expect(response.status).toBe(403);
  });

  test('is named for each path in the description', async () => {
    const { body } = await send(null, 'GET', '/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { description?: string; security: unknown[] }>>;
    expect(paths['/v1/runs']?.['get']?.description).toBe('Needs the role "viewer".');
    expect(paths['/v1/integrations']?.['post']?.description).toBe('Needs the role "admin".');
    expect(paths['/healthz']?.['get']?.description).toBeUndefined();
  });
});

// Whoever adds a path that changes something decides who may; without a decision it is for administrators.
test('operators may do exactly this beyond looking', () => {
  const forOperators = routes.filter(({ role }) => role === 'operator').map(({ method, path }) => `${method} ${path}`);
  expect(forOperators.toSorted()).toEqual([
    'GET /v1/runs/{id}/export',
    'POST /v1/integrations/{id}/alerts/test',
    'POST /v1/integrations/{id}/runs',
    'POST /v1/integrations/{id}/test',
    'POST /v1/runs/{id}/cancel',
    'POST /v1/runs/{id}/deletions/{stream}/approve',
    'POST /v1/runs/{id}/deletions/{stream}/reject',
    'POST /v1/runs/{id}/retrigger',
  ]);
  const byViewers = routes.filter(({ role, open, method }) => role === 'viewer' && !open && method !== 'GET');
  // Asks what would be, and changes nothing.
  expect(byViewers.map(({ path }) => path)).toEqual(['/v1/integrations/{id}/schedule/preview']);
});

test('the console is told how to sign in, and may ask the issuer', async () => {
  const config = await fetch(`${product.runtime.url}/config.json`);
  expect(await config.json()).toEqual({
    signIn: { issuer: issuer.url, clientId, scopes: 'openid email profile offline_access' },
    executionUrl: null,
  });
  const policy = (await fetch(product.runtime.url)).headers.get('content-security-policy');
  expect(policy).toContain(`connect-src 'self' ${issuer.url};`);
});
