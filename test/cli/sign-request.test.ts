import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { requestSigner } from '../../cli/sign-request.ts';

const environment = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
const api = 'https://abc123.execute-api.eu-central-1.amazonaws.com';

it('signs for API Gateway as AWS describes it', async () => {
  const signed = await requestSigner(api, environment)?.(`${api}/v1/runs?limit=2&cursor=a%3D`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"type":"full"}',
  });
  const header = signed?.headers.get('authorization') ?? '';
  const [, scope = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  expect(scope).toMatch(/^\d{8}\/eu-central-1\/execute-api\/aws4_request$/);
  expect(names.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));

  // The signature, once more and by hand.
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const headerOf = (name: string) => (name === 'host' ? new URL(api).host : signed?.headers.get(name));
  const canonical = [
    'POST',
    '/v1/runs',
    'cursor=a%3D&limit=2',
    ...names.split(';').map((name) => `${name}:${headerOf(name)}`),
    '',
    names,
    sha256('{"type":"full"}'),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', signed?.headers.get('x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((last, part) => createHmac('sha256', last).update(part).digest(), 'AWS4secret');
  expect(signature).toBe(createHmac('sha256', key).update(toSign).digest('hex'));
});

it('signs nothing on loopback, or without credentials', () => {
  expect(requestSigner('http://127.0.0.1:4400', environment)).toBeNull();
  expect(requestSigner('http://localhost:4400', environment)).toBeNull();
  expect(requestSigner(api, {})).toBeNull();
});
