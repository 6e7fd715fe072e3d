import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ApplyDependencies, applyChunks } from '../../shared/chunks/apply-chunks.ts';
import type { Json } from '../../shared/connector/json.ts';
import { rememberRedactors } from '../../shared/integrations/remember-redactors.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';
import { Died } from './mortal.ts';
import { type Services, startServices } from './services.ts';
import { applyOne, createWorld, org, pagesOf, secretOfSource, type World } from './world.ts';

/** A few chunks for each run. */
const limits = { records: 10, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };

let services: Services;
let world: World;
/** The workers': every opening counts, and fails while `kms` is down. */
const kms = { opened: 0, isDown: false };
let deps: ApplyDependencies;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

beforeEach(async () => {
  world = createWorld(services, limits);
  Object.assign(kms, { opened: 0, isDown: false });
  const { integrations, secretBox } = world.deps;
  const open = async (sealed: string) => {
    kms.opened += 1;
    if (kms.isDown) throw new Error('KMS is down.');
    return secretBox.open(sealed);
  };
  deps = { ...world.deps, redactorFor: rememberRedactors({ integrations, secretBox: { ...secretBox, open } }) };
  // Nothing is left of the test before.
  await world.reads(pagesOf([], 1));
  await world.run({ type: 'full' });
});

/** Each worker takes one message after the other. */
async function applyAll(): Promise<void> {
  for (;;) {
    const messages = await services.receive();
    if (messages.length === 0) return;
    for (const message of messages) {
      await applyOne(deps, message.Body ?? '', Number(message.Attributes?.ApproximateReceiveCount));
      await services.acknowledge(message);
    }
  }
}

async function theIntegration() {
  const integration = await world.deps.integrations.get(org, world.integrationId);
  if (!integration) throw new Error('The integration is gone.');
  return integration;
}

type Contact = { readonly [key: string]: Json };

/** A run up to the point where its chunks wait for a worker. */
async function pulled(contacts: readonly Contact[]) {
  // Saves the integration, too: its revision grows.
  await world.reads(pagesOf(contacts, 5));
  return pulledAgain();
}

async function pulledAgain() {
  const step = await world.begin({ type: 'full' });
  while ((await world.pull(step)).more);
  return step;
}

async function run(contacts: readonly Contact[]): Promise<string> {
  const step = await pulled(contacts);
  await applyAll();
  await world.close(step);
  return step.runId;
}

/** What the trail says of a run, as it is kept. */
async function entitiesOf(runId: string): Promise<EntityEntry[]> {
  const step = { org, runId, stream: 'contacts' };
  const blocks = await Promise.all([0, 1, 2, 3].map((chunk) => deps.trail.block({ ...step, chunk })));
  return blocks.flatMap((block) => block?.entities ?? []);
}

const changesOf = async (runId: string) =>
  Object.fromEntries(
    (await entitiesOf(runId)).flatMap(({ externalId, changes }) => (changes ? [[externalId, changes]] : [])),
  );

const contacts = (count: number, more: Record<string, Json> = {}): Contact[] =>
  Array.from({ length: count }, (_, n) => ({ id: `c${n}`, name: `Contact ${n}`, ...more }));

const hook = (count: number) => ({ hook: { url: `https://x/${count}?token=${encodeURIComponent(secretOfSource)}` } });

it('tells what changed without the secrets that the source shows in its records, and stores the records as they are', async () => {
  const before = contacts(3, { note: 'plain', log: [secretOfSource] });
  const after = contacts(3, { ...hook(1), note: Buffer.from(`user:${secretOfSource}`).toString('base64'), log: [] });
  await run(before);
  const runId = await run(after);
  const changes = [
    { field: 'note', old: 'plain', new: 'dXNlcj[redacted]==' },
    { field: 'log', old: ['[redacted]'], new: [] },
    { field: 'hook', new: { url: 'https://x/1?token=[redacted]' } },
  ];
  expect(await changesOf(runId)).toEqual({ c0: changes, c1: changes, c2: changes });
  expect(JSON.stringify(await entitiesOf(runId))).not.toContain(secretOfSource);
  expect([...(await world.stored()).values()]).toEqual(expect.arrayContaining(after));
});

it('cuts a long value behind its secrets, not through them', async () => {
  const long = (start: string) => `${start}${'x'.repeat(1_018)}${secretOfSource}${'y'.repeat(500)}`;
  await run(contacts(1, { text: long('a') }));
  const changes = await changesOf(await run(contacts(1, { text: long('b') })));
  expect(JSON.stringify(changes)).toContain('x[reda… (');
  expect(JSON.stringify(changes)).not.toContain(secretOfSource.slice(0, 4));
});

it('opens secrets for the first update, and again only when the integration has changed since', async () => {
  await run(contacts(30));
  await run(contacts(25));
  expect(kms.opened).toBe(0);

  const first = await run(contacts(30, { v: 1 }));
  expect(Object.keys(await changesOf(first))).toHaveLength(25);
  expect(kms.opened).toBe(1);
  let contactsNow = contacts(30, { v: 2 });
  await world.reads({ read: (...args) => pagesOf(contactsNow, 5).read(...args) });
  for (const version of [2, 3]) {
    contactsNow = contacts(30, { v: version });
    const step = await pulledAgain();
    await applyAll();
    await world.close(step);
  }
  expect(kms.opened).toBe(2);

  const seen = await theIntegration();
  await world.deps.integrations.replace(seen, {
    ...seen,
    sealedSecrets: JSON.stringify({ '/token': 'another-token' }),
  });
  contactsNow = contacts(30, { v: 'another-token' });
  const step = await pulledAgain();
  await applyAll();
  expect((await changesOf(step.runId))['c0']).toEqual([{ field: 'v', old: 3, new: '[redacted]' }]);
  expect(kms.opened).toBe(3);
  await world.close(step);
});

it('shows no value where the integration is gone by then', async () => {
  await run(contacts(2, { v: secretOfSource, w: 1 }));
  const step = await pulled(contacts(2, { v: 'plain', w: 1 }));
  await world.deps.integrations.remove(await theIntegration());
  await applyAll();
  const changes = [{ field: 'v', old: '[redacted]', new: '[redacted]' }];
  expect(await changesOf(step.runId)).toEqual({ c0: changes, c1: changes });
  expect(kms.opened).toBe(0);
  await world.close(step);
});

it('fails a chunk with an update while the secrets cannot be opened, and no other, until they can', async () => {
  await run(contacts(10));
  const step = await pulled([...contacts(10, { v: secretOfSource }), { id: 'new', name: 'New' }]);
  kms.isDown = true;
  const messages = await services.receive();
  const outcomes = await applyChunks(
    deps,
    messages.map(({ Body = '' }) => ({ body: Body, deliveries: 1 })),
  );
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await entitiesOf(step.runId)).toMatchObject([{ externalId: 'new', action: 'CREATE' }]);
  expect((await world.stored()).get('c0')).toEqual({ id: 'c0', name: 'Contact 0' });

  kms.isDown = false;
  await applyAll();
  expect((await changesOf(step.runId))['c0']).toEqual([{ field: 'v', new: '[redacted]' }]);
  await world.close(step);
  expect(await world.read(step.runId)).toMatchObject({ outcome: 'SUCCESS', counts: { updated: 10, created: 1 } });
});

it('takes what a dead worker had decided as it was, and needs no secrets for it', async () => {
  await run(contacts(2));
  const step = await pulled(contacts(2, { v: secretOfSource, w: 1 }));
  const [message] = await services.receive();
  const batchPut = () => Promise.reject(new Died());
  const dying = { ...deps, records: new RecordStore({ ...services.records, batchPut }) };
  await expect(applyOne(dying, message?.Body ?? '', 1)).rejects.toThrow(Died);
  const decided = await entitiesOf(step.runId);
  const changes = [
    { field: 'v', new: '[redacted]' },
    { field: 'w', new: 1 },
  ];
  expect(decided).toMatchObject([{ changes }, { changes }]);

  kms.isDown = true;
  await world.deps.integrations.remove(await theIntegration());
  await applyAll();
  expect(await entitiesOf(step.runId)).toEqual(decided);
  expect(kms.opened).toBe(1);
  expect((await world.stored()).get('c0')).toMatchObject({ v: secretOfSource, w: 1 });
  await world.close(step);
});
