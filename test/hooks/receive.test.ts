import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isSigned, parseSignature, signHook } from '../../shared/hooks/hook-signature.ts';
import { createHook, readHook } from '../../shared/hooks/manage-hook.ts';
import { mostHookBytes } from '../../shared/hooks/receive-hook.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { org } from '../pipeline/world.ts';
import { createHookWorld, type HookWorld, stream } from './hook-world.ts';

let services: Services;
let world: HookWorld;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  world = await createHookWorld(services);
  await world.offers({ byId: true });
});

const hook = { stream, ids: ['c1', 'c2'] };
const day = 86_400;

it('signs with HMAC-SHA256 over the time, a point and the body', () => {
  // printf '1767225600.{"stream":"contacts"}' | openssl dgst -sha256 -hmac whsec_test
  const body = Buffer.from('{"stream":"contacts"}');
  expect(signHook('whsec_test', '1767225600', body)).toBe(
    '96e01c5c4dd9172b9be9697fa75f20cc55644fa04924ef9fbdcf2666a677d290',
  );
});

it('reads a signature with several parts, and nothing that is not one', () => {
  const hex = 'ab'.repeat(32);
  expect(parseSignature(`t=12, v1=${hex}, v0=x ,v1=${hex}`)).toMatchObject({ time: '12', signatures: { length: 2 } });
  const six = Array.from({ length: 6 }, () => `v1=${hex}`).join(',');
  for (const bad of [
    undefined,
    '',
    't=12',
    `v1=${hex}`,
    `t=12,t=13,v1=${hex}`,
    `t=-1,v1=${hex}`,
    `t=12,v1=${hex}0`,
    `t=1,${six}`,
  ]) {
    expect(parseSignature(bad)).toBeUndefined();
  }
  const signature = parseSignature(`t=12,v1=${hex},v1=${signHook('b', '12', Buffer.from('x'))}`);
  expect(signature && isSigned(signature, Buffer.from('x'), ['a', 'b'])).toBe(true);
  expect(signature && isSigned(signature, Buffer.from('y'), ['a', 'b'])).toBe(false);
  expect(signature && isSigned(signature, Buffer.from('x'), [])).toBe(false);
});

it('accepts what is signed, and notes it', async () => {
  expect(await world.post(hook)).toEqual({ status: 202, type: 'application/json', content: { accepted: [stream] } });
  expect(await world.notes()).toMatchObject([{ stream, ids: ['c1', 'c2'] }]);
  expect(world.waiting).toHaveLength(1);
});

it('answers the same to whatever is not signed as it should be', async () => {
  const now = world.now();
  const other = await createHookWorld(services);
  const answers = [
    await world.post(hook, { secret: 'guessed' }),
    await world.post(hook, { secret: other.secret }),
    await world.post(hook, { integrationId: ulid() }),
    await world.post(hook, { integrationId: '' }),
    await world.post(hook, { signature: undefined }),
    await world.post(hook, { signature: 'nonsense' }),
    await world.post(hook, { time: now - 301_000 }),
    await world.post(hook, { time: now + 301_000 }),
    await world.post('not json', { secret: 'guessed' }),
  ];
  for (const answer of answers) {
    expect(answer).toEqual(answers[0]);
    expect(answer).toMatchObject({
      status: 401,
      type: 'application/problem+json',
      content: { type: '/problems/unauthenticated' },
    });
  }
  expect(await world.notes()).toEqual([]);
  expect((await world.post(hook, { time: now - 299_000 })).status).toBe(202);
  expect((await world.post(hook, { time: now + 299_000 })).status).toBe(202);
});

it('takes the secret before for a day, and no other one', async () => {
  const second = await world.newSecret();
  expect(second).not.toBe(world.secret);
  expect((await world.post({ stream, ids: ['1'] }, { secret: world.secret })).status).toBe(202);
  expect((await world.post({ stream, ids: ['2'] }, { secret: second })).status).toBe(202);
  world.pass(day / 2);
  const third = await world.newSecret();
  // Two are exchanged within a day: the first is out at once, the second has its own day.
  expect((await world.post({ stream, ids: ['3'] }, { secret: world.secret })).status).toBe(401);
  expect((await world.post({ stream, ids: ['4'] }, { secret: second })).status).toBe(202);
  expect(await readHook(world.hookDeps, org, world.integrationId)).toMatchObject({
    url: `/v1/hooks/${world.integrationId}`,
    previousUntil: new Date(world.now() + day * 1000).toISOString(),
  });
  world.pass(day + 1);
  expect((await world.post({ stream, ids: ['5'] }, { secret: second })).status).toBe(401);
  expect((await world.post({ stream, ids: ['6'] }, { secret: third })).status).toBe(202);
  expect(await readHook(world.hookDeps, org, world.integrationId)).toMatchObject({ previousUntil: null });
});

it('belongs to its org, and is gone once it is removed', async () => {
  const { hooks } = world.hookDeps;
  expect(await readHook(world.hookDeps, 'other', world.integrationId)).toBeNull();
  expect(await createHook(world.hookDeps, 'other', world.integrationId)).toEqual({ kind: 'not-found' });
  expect(await hooks.remove('other', world.integrationId)).toBe('absent');
  expect((await world.post(hook)).status).toBe(202);
  expect(await hooks.remove(org, world.integrationId)).toBe('removed');
  expect((await world.post(hook)).status).toBe(401);
});

it('is for sources only', async () => {
  const { integrations } = world.hookDeps;
  const seen = await integrations.get(org, world.integrationId);
  if (seen) await integrations.replace(seen, { ...seen, direction: 'outbound' });
  expect(await createHook(world.hookDeps, org, world.integrationId)).toEqual({ kind: 'outbound' });
});

it('of two who make a secret at once, one does', async () => {
  const both = await Promise.all([1, 2].map(() => createHook(world.hookDeps, org, world.integrationId)));
  expect(both.map(({ kind }) => kind).toSorted()).toEqual(['changed-meanwhile', 'created']);
});

it('counts a delivery once: sent again, sent twice at once, captured and sent under another id', async () => {
  await Promise.all([world.post(hook, { id: 'd1' }), world.post(hook, { id: 'd1' })]);
  expect(await world.notes()).toHaveLength(1);
  world.pass(3);
  expect((await world.post(hook, { id: 'd1' })).status).toBe(202);
  expect(await world.notes()).toHaveLength(1);
  // The same signed request, which anybody on the way could have kept.
  const captured = { time: world.now() - 3_000 };
  expect((await world.post(hook, { ...captured, id: 'd2' })).status).toBe(202);
  expect((await world.post(hook, captured)).status).toBe(202);
  expect(await world.notes()).toHaveLength(1);

  expect((await world.next()).result).toMatchObject({ kind: 'started' });
  expect(await world.notes()).toEqual([]);
  expect((await world.post(hook, { id: 'd1' })).status).toBe(202);
  expect(await world.notes()).toEqual([]);
  // Another delivery of the same text tells of another change.
  expect((await world.post(hook, { id: 'd3' })).status).toBe(202);
  expect(await world.notes()).toHaveLength(1);
});

it('says what is wrong with a body that is signed, and takes none of it', async () => {
  const status = async (content: unknown) => (await world.post(content)).status;
  for (const bad of [
    '{',
    '',
    '{}',
    '[]',
    '{"stream":""}',
    '{"stream":"contacts","ids":[]}',
    '{"stream":"contacts","ids":[1.5]}',
  ]) {
    expect(await world.post(bad)).toMatchObject({ status: 400, content: { type: '/problems/invalid-body' } });
  }
  expect(await world.post(Array.from({ length: 101 }, () => ({ stream, ids: ['1'] })))).toMatchObject({ status: 400 });
  expect(await world.post([hook, { stream: 'deals' }])).toMatchObject({
    status: 422,
    content: { type: '/problems/unknown-stream', known: [stream] },
  });
  expect(await world.post([hook, { stream }])).toMatchObject({
    status: 422,
    content: { type: '/problems/not-offered' },
  });
  expect(await world.post('x'.repeat(mostHookBytes + 1))).toMatchObject({ status: 413 });
  await world.setStatus('DISABLED');
  expect(await status(hook)).toBe(409);
  expect(await world.notes()).toEqual([]);
  expect(world.waiting).toEqual([]);
});

it('refuses ids where the stream can neither be asked for them nor for what changed', async () => {
  await world.offers({ byId: false });
  expect(await world.post(hook)).toMatchObject({ status: 422, content: { type: '/problems/not-offered' } });
  await world.offers({ byId: false, modes: ['full', 'update'] });
  expect((await world.post(hook)).status).toBe(202);
});

it('takes numbers as ids, and what else is in a body is passed over', async () => {
  const body = '{"stream":"contacts","ids":[7,"8","7",90071992547409931],"event":"updated"}';
  expect((await world.post(body)).status).toBe(202);
  expect(await world.notes()).toMatchObject([{ ids: ['7', '8', '90071992547409931'] }]);
});
