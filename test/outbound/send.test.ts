import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import type { TrailBlock } from '../../shared/trail/trail-block.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { contactsAt, createOutboundWorld, findContact, secretOfSource, secretOfTarget } from './outbound-world.ts';
import { startTarget, type TargetServer } from './target-server.ts';

let services: Services;
let target: TargetServer;

beforeAll(async () => {
  services = await startServices();
  target = await startTarget();
});
afterAll(async () => {
  await target.close();
  await services.close();
});
afterEach(() => {
  target.behaves();
  target.contacts.clear();
  target.forget();
});

const contacts = (count: number, changed: JsonObject = {}): JsonObject[] =>
  Array.from({ length: count }, (_, id) => ({ id: `c${id}`, name: `Contact ${id}`, ...changed }));

async function worldWith(changed: JsonObject = {}) {
  const world = createOutboundWorld(services, contactsAt(target.url, changed));
  await world.configure();
  return world;
}

const mapOf = (records: readonly JsonObject[]) => new Map(records.map((record) => [String(record['id']), record]));

it('creates, updates and deletes at the target what was created, updated and deleted here', async () => {
  const world = await worldWith();
  await world.have(contacts(30));
  expect(await world.run()).toMatchObject({
    outcome: 'SUCCESS',
    direction: 'outbound',
    counts: { pulled: 30, created: 30, failed: 0 },
    proof: [{ stream: 'people', complete: true }],
  });
  expect(target.byOurId()).toEqual(mapOf(contacts(30)));

  target.forget();
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { unchanged: 30, signals: 0 } });
  expect(target.requests).toHaveLength(0);

  const changed = contacts(30)
    .slice(5)
    .map((contact, at) => (at < 3 ? { ...contact, name: `Renamed ${at}` } : contact));
  await world.have(changed);
  const run = await world.run();
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { updated: 3, deleted: 5, unchanged: 22 } });
  expect(target.byOurId()).toEqual(mapOf(changed));
  expect(target.requests.map(({ method }) => method).toSorted()).toEqual([
    ...Array<string>(5).fill('DELETE'),
    ...Array<string>(3).fill('PUT'),
  ]);
  const renamed = await world.entity(run.runId, 'c5');
  expect(renamed?.entity.changes).toEqual([{ field: 'name', old: 'Contact 5', new: 'Renamed 0' }]);
});

it('tells each request as a call of the record that it was made for, and of no other', async () => {
  const world = await worldWith();
  await world.have(contacts(3));
  const { runId } = await world.run();
  const [told] = [...target.contacts].filter(([, contact]) => contact['id'] === 'c1');
  const found = await world.entity(runId, 'c1');
  expect(found?.entity).toMatchObject({
    action: 'CREATE',
    status: 'OK',
    source: { system: 'records', id: 'c1' },
    target: { system: world.outbound, id: told?.[0] },
  });
  expect(found?.calls).toEqual([
    expect.objectContaining({ method: 'POST', url: `${target.url}/contacts`, status: 201, entity: 'c1', page: null }),
  ]);
  expect(await world.calls(runId)).toHaveLength(3);

  await world.archive(runId);
  const step = await requireStep(world.deps.steps, { org: world.org, runId, stream: 'people' });
  const archived = await archivedTrail(services.archive).block(step, 0, ['entities', 'pages', 'calls']);
  const content = (block: TrailBlock | undefined) =>
    block && { ...block, entities: block.entities.map(({ content: _, ...entity }) => entity) };
  expect(archived).toEqual(content(await world.deps.trail.block({ ...step, chunk: 0 })));

  await world.have(contacts(2));
  const later = await world.run();
  expect((await world.entity(later.runId, 'c2'))?.calls).toEqual([
    expect.objectContaining({ method: 'DELETE', status: 204, entity: 'c2' }),
  ]);
});

it('is handed everything twice, by two workers at once, and creates nothing twice', async () => {
  const world = await worldWith();
  await world.have(contacts(40));
  const step = await world.begin();
  await world.pull(step);
  const messages = await world.takeMessages();
  await services.queue.send([...messages, ...messages]);
  await world.sendAll(2);
  expect(await world.close(step, 2)).toMatchObject({ outcome: 'SUCCESS', counts: { created: 40 } });
  expect(target.byOurId()).toEqual(mapOf(contacts(40)));
  expect(target.requests).toHaveLength(40);
  expect(target.mostAtOnce).toBeLessThanOrEqual(4);
});

it('tries again what failed, is handed everything twice meanwhile, and doubles nothing at the target', async () => {
  const world = await worldWith();
  await world.have(contacts(20));
  target.misbehaves(({ body }) => (Number(String(body?.['id']).slice(1)) % 4 === 0 ? { status: 422 } : undefined));
  const failed = await world.run();
  expect(failed).toMatchObject({ outcome: 'PARTIAL', counts: { created: 15, failed: 5 } });

  target.behaves();
  target.forget();
  // Whoever lost the answer asks again, and both mean the same run.
  const [step, same] = [await world.beginAgain(failed.runId, 'once'), await world.beginAgain(failed.runId, 'once')];
  expect(same).toEqual(step);
  await world.pull(step);
  const messages = await world.takeMessages();
  await services.queue.send([...messages, ...messages, ...messages]);
  await world.sendAll(2);
  expect(await world.close(step, 2)).toMatchObject({
    trigger: 'RETRY',
    retryOf: failed.runId,
    outcome: 'SUCCESS',
    counts: { pulled: 5, created: 5, failed: 0 },
  });
  expect(target.requests.map(({ body }) => body?.['id']).toSorted()).toEqual(['c0', 'c12', 'c16', 'c4', 'c8']);
  expect(target.byOurId()).toEqual(mapOf(contacts(20)));
  target.forget();
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { unchanged: 20, signals: 0 } });
  expect(target.requests).toEqual([]);
});

it('sends nothing again that is done, where a worker dies before it has counted it', async () => {
  const dying = { deaths: 0, puts: 0 };
  const trail = new Proxy(services.trail, {
    get: (table, name) => {
      const method: unknown = Reflect.get(table, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        const isTally = name === 'update' && /TALLY/.test(JSON.stringify(args[0]));
        if (isTally && target.requests.length > 0 && dying.deaths++ === 0) throw new Error('killed');
        // The next one dies before the trail has what came of its requests.
        if (name === 'batchPut' && dying.deaths === 1 && ++dying.puts === 2) {
          dying.deaths += 1;
          throw new Error('killed');
        }
        return Reflect.apply(method, table, args);
      };
    },
  });
  const world = createOutboundWorld({ ...services, trail }, contactsAt(target.url));
  await world.configure();
  await world.have(contacts(5));
  target.misbehaves(({ body }) => (body?.['id'] === 'c2' && dying.deaths === 0 ? { status: 422 } : undefined));
  const step = await world.begin();
  await world.pull(step);
  await expect(world.sendAll()).rejects.toThrow('killed');
  const before = target.requests.length;
  await expect(world.sendAll()).rejects.toThrow('killed');
  await world.sendAll();
  // Only what had failed is tried once more.
  expect(target.requests.slice(before).map(({ method, body }) => [method, body?.['id']])).toEqual([['POST', 'c2']]);
  const run = await world.close(step);
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { created: 5, updated: 0 } });
  const entities = await world.entities(run.runId);
  expect(entities.map(({ action, status, target: { id } }) => [action, status, typeof id])).toEqual(
    Array(5).fill(['CREATE', 'OK', 'string']),
  );
  // The request of the second worker died with it.
  expect(await world.calls(run.runId)).toHaveLength(5);
});

it('fails a record that the target refuses, and that record alone; the next run tries it again', async () => {
  const world = await worldWith();
  await world.have(contacts(10));
  target.misbehaves(({ body }) => (body?.['id'] === 'c3' ? { status: 422, body: '{"error":"no e-mail"}' } : undefined));
  const run = await world.run();
  expect(run).toMatchObject({
    outcome: 'PARTIAL',
    counts: { created: 9, failed: 1 },
    proof: [{ complete: true, accounted: 10 }],
  });
  const [failed] = await world.entities(run.runId, { status: 'ERROR' });
  expect(failed).toMatchObject({ externalId: 'c3', action: 'CREATE', code: 'target_http_422' });
  expect(failed?.message).toMatch(/The target does not accept .* It says: .*no e-mail/);

  target.behaves();
  target.forget();
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1, unchanged: 9 } });
  expect(target.requests).toHaveLength(1);
  expect(target.byOurId()).toEqual(mapOf(contacts(10)));
});

it('does not forget an update that failed, though the record is as it was before by the next run', async () => {
  const world = await worldWith();
  await world.have(contacts(3));
  await world.run();
  // The target carries it out, and says otherwise.
  target.misbehaves(({ body, method }) => (method === 'PUT' && body?.['id'] === 'c1' ? 'hang-up' : undefined));
  await world.have(contacts(3).map((contact) => ({ ...contact, name: 'changed' })));
  expect(await world.run()).toMatchObject({ outcome: 'PARTIAL', counts: { updated: 2, failed: 1 } });
  target.behaves();
  await world.have(contacts(3));
  await world.run();
  expect(target.byOurId()).toEqual(mapOf(contacts(3)));
});

it('waits as long as the target asks for', async () => {
  const world = await worldWith();
  await world.have(contacts(3));
  let refused = false;
  target.misbehaves(() => {
    if (refused) return undefined;
    refused = true;
    return { status: 429, headers: { 'retry-after': '7' } };
  });
  const run = await world.run();
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { created: 3 } });
  expect(world.waits).toContain(7_000);
  expect((await world.calls(run.runId)).map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 429]);
});

it('sends the rest on to the next worker where there is no time left', async () => {
  const world = await worldWith();
  await world.have(contacts(20));
  let left = 0;
  target.misbehaves(() => {
    left -= 10_000;
    return undefined;
  });
  world.livesFor(
    () => left,
    () => {
      left = 100_000;
    },
  );
  const run = await world.run();
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { created: 20 } });
  expect(world.delays.length).toBeGreaterThan(1);
  expect(target.byOurId()).toEqual(mapOf(contacts(20)));
  expect(await world.calls(run.runId)).toHaveLength(20);
});

it('sends the rest on until then where the target wants a pause that is too long to wait', async () => {
  const world = await worldWith();
  await world.have(contacts(3));
  let refused = false;
  target.misbehaves(() => {
    if (refused) return undefined;
    refused = true;
    return { status: 429, headers: { 'retry-after': '600' } };
  });
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 3 } });
  expect(world.delays.length).toBe(1);
  expect(world.delays[0]).toBeGreaterThan(590);
  expect(target.byOurId().size).toBe(3);
});

it('takes a page for no answer', async () => {
  const world = await worldWith(findContact);
  await world.have(contacts(2));
  target.misbehaves(({ method }) =>
    method === 'POST'
      ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Please log in</title>' }
      : undefined,
  );
  const run = await world.run();
  expect(run).toMatchObject({ outcome: 'FAILED', counts: { created: 0, failed: 2 } });
  const [failed] = await world.entities(run.runId, { status: 'ERROR' });
  expect(failed).toMatchObject({ code: 'target_not_json' });
  expect(failed?.message).toContain('Please log in');
  target.behaves();
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 2 } });
  expect(target.byOurId().size).toBe(2);
});

it('asks nothing more of a target that refuses the credentials, or is not there', async () => {
  const world = await worldWith({});
  await world.have(contacts(50));
  target.misbehaves(() => ({ status: 401 }));
  const run = await world.run();
  expect(run).toMatchObject({ outcome: 'FAILED', counts: { failed: 50 } });
  expect(target.requests.length).toBeLessThanOrEqual(4);
  const failed = await world.entities(run.runId, { status: 'ERROR' });
  expect(new Set(failed.map(({ code }) => code))).toEqual(new Set(['target_http_401']));

  target.behaves();
  await world.configure(contactsAt('http://127.0.0.1:1/api'));
  const lost = await world.run();
  expect(lost).toMatchObject({ outcome: 'FAILED', counts: { failed: 50 } });
  await world.configure();
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 50 } });
});

it('keeps the secrets of both sides out of the trail', async () => {
  const world = await worldWith();
  await world.have([{ id: 'c1', name: 'One', note: 'before' }]);
  await world.run();
  target.misbehaves(() => ({ status: 400, body: JSON.stringify({ echo: [secretOfTarget, secretOfSource] }) }));
  await world.have([{ id: 'c1', name: 'One', note: `now ${secretOfSource} and ${secretOfTarget}` }]);
  const run = await world.run();
  const told = JSON.stringify([
    await world.entity(run.runId, 'c1'),
    await world.calls(run.runId),
    await world.entities(run.runId),
  ]);
  expect(told).toContain('[redacted]');
  expect(told).not.toContain(secretOfSource);
  expect(told).not.toContain(secretOfTarget);
  expect(target.requests.at(-1)?.headers).toMatchObject({
    authorization: `Bearer ${secretOfTarget}`,
    'x-version': '2',
  });
});

it('writes nothing in a dry run, and deletes what a run for single records finds gone', async () => {
  const world = await worldWith();
  await world.have(contacts(4));
  expect(await world.run({ type: 'full', dryRun: true })).toMatchObject({ counts: { created: 4 } });
  expect(target.requests).toHaveLength(0);
  await world.run();
  await world.have(contacts(3).map((contact) => ({ ...contact, name: 'changed' })));
  const run = await world.run({ streams: ['people'], ids: ['c0', 'c3'] });
  expect(run).toMatchObject({ type: 'background', outcome: 'SUCCESS', counts: { updated: 1, deleted: 1 } });
  expect([...target.byOurId().values()].map(({ name }) => name).toSorted()).toEqual([
    'Contact 1',
    'Contact 2',
    'changed',
  ]);
});

it('creates anew what the target has lost', async () => {
  const world = await worldWith();
  await world.have(contacts(2));
  await world.run();
  target.contacts.clear();
  const changed = contacts(2).map((contact) => ({ ...contact, name: 'changed' }));
  await world.have(changed);
  const run = await world.run();
  expect(await world.entities(run.runId, { status: 'ERROR' })).toEqual([
    expect.objectContaining({ action: 'UPDATE', code: 'target_gone' }),
    expect.objectContaining({ action: 'UPDATE', code: 'target_gone' }),
  ]);
  // Back to what it was before: the fingerprints of then are no proof.
  await world.have(contacts(2));
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 2 } });
  expect(target.byOurId()).toEqual(mapOf(contacts(2)));
});

it('deletes nothing where the integration that its records come from is gone', async () => {
  const world = await worldWith();
  await world.have(contacts(2));
  await world.run();
  const { integrations } = world.deps;
  const from = await integrations.get(world.org, world.inbound);
  if (from) await integrations.remove(from);
  expect(await world.run()).toMatchObject({ outcome: 'FAILED', error: { code: 'integration_gone' } });
  expect(target.byOurId().size).toBe(2);
});
