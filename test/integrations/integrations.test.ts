import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../local/emulators/listen.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { createIntegration } from '../../shared/integrations/create-integration.ts';
import { deleteIntegration } from '../../shared/integrations/delete-integration.ts';
import type { IntegrationDependencies } from '../../shared/integrations/integration-dependencies.ts';
import { IntegrationNames } from '../../shared/integrations/integration-names.ts';
import { IntegrationStore, type StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { openSettings } from '../../shared/integrations/open-settings.ts';
import { testIntegration } from '../../shared/integrations/test-integration.ts';
import { updateIntegration } from '../../shared/integrations/update-integration.ts';
import { integrationNameKey, streamLockKey, streamStateKey } from '../../shared/table/keys.ts';
import { type EmbeddedServices, startEmbeddedServices } from './embedded-services.ts';
import { secretive } from './secretive-connector.ts';

let services: EmbeddedServices;
let deps: IntegrationDependencies;
let org: string;
let orgs = 0;

beforeAll(async () => {
  services = await startEmbeddedServices();
});
afterAll(() => services.close());

beforeEach(() => {
  org = `org-${++orgs}`;
  const integrations = new IntegrationStore(services.registry);
  deps = {
    integrations,
    names: new IntegrationNames(services.registry, integrations),
    secretBox: services.secretBox,
    findConnector: async (type) => (type === 'secretive' ? secretive : undefined),
    now: Date.now,
  };
});

const create = (name: string, settings: JsonObject = { url: 'https://example.test' }) =>
  createIntegration(deps, org, { name, connector: 'secretive', settings, direction: 'inbound', target: 'records' });

async function created(name: string, settings?: JsonObject): Promise<StoredIntegration> {
  const result = await create(name, settings);
  if (result.kind !== 'created') throw new Error(result.kind);
  return result.integration;
}

const update = (integrationId: string, patch: Parameters<typeof updateIntegration>[3]) =>
  updateIntegration(deps, org, integrationId, patch);

const remove = (integrationId: string, going: readonly string[] = []) =>
  deleteIntegration(
    { ...deps, registry: services.registry, isGoing: async (_org, runId) => going.includes(runId) },
    org,
    integrationId,
  );

const read = async (integrationId: string) => {
  const stored = await deps.integrations.get(org, integrationId);
  if (!stored) throw new Error('gone');
  return { stored, ...(await openSettings(services.secretBox, stored)) };
};

describe('secrets', () => {
  const settings = { url: 'https://example.test', token: 's3cret-token', nested: { password: 'pass word' } };

  it('are kept sealed and apart, and open to the whole settings again', async () => {
    const { integrationId } = await created('crm', settings);
    const { stored, settings: whole, secretValues } = await read(integrationId);
    expect(stored.settings).toEqual({ url: 'https://example.test', nested: {} });
    expect(stored.secrets).toEqual(['/token', '/nested/password']);
    expect(JSON.stringify(stored)).not.toMatch(/s3cret|pass word/);
    expect(whole).toEqual(settings);
    expect(secretValues.sort()).toEqual(['pass word', 's3cret-token']);
  });

  it('may be longer than what KMS encrypts at once', async () => {
    const token = 'long '.repeat(2000);
    const { integrationId } = await created('crm', { ...settings, token });
    expect((await read(integrationId)).settings['token']).toBe(token);
  });

  it('sealed for one integration do not open for another', async () => {
    const one = await created('one', settings);
    const other = await created('other', settings);
    await expect(openSettings(services.secretBox, { ...one, integrationId: other.integrationId })).rejects.toThrow();
  });

  it('that an update leaves out stay, others are replaced, null removes', async () => {
    const { integrationId } = await created('crm', settings);
    await update(integrationId, { settings: { url: 'https://new.test' } });
    expect((await read(integrationId)).settings).toEqual({ ...settings, url: 'https://new.test' });
    await update(integrationId, { settings: { url: 'https://new.test', token: 'fresh', nested: { password: null } } });
    const { stored, settings: whole } = await read(integrationId);
    expect(stored.secrets).toEqual(['/token']);
    expect(whole).toEqual({ url: 'https://new.test', token: 'fresh', nested: {} });
  });

  it('never turn up among the open settings when new settings no longer declare them secret', async () => {
    const { integrationId } = await created('crm', settings);
    await update(integrationId, { settings: { url: 'https://example.test', tokenIsPublic: true } });
    const { stored } = await read(integrationId);
    expect(JSON.stringify(stored)).not.toContain('s3cret-token');
    expect(stored.secrets).toEqual(['/nested/password']);
  });

  it('are not told by what is wrong with settings', async () => {
    const result = await create('crm', { ...settings, url: 'bad' });
    expect(result).toMatchObject({ kind: 'invalid-settings' });
    expect(JSON.stringify(result)).not.toContain('s3cret-token');
  });
});

describe('settings', () => {
  it('that do not fit are refused with each problem and its place', async () => {
    const result = await create('crm', { url: 7, nested: { passwort: 'x' } });
    expect(result).toMatchObject({
      kind: 'invalid-settings',
      problems: expect.arrayContaining([expect.objectContaining({ pointer: '/url' })]),
    });
    expect((await deps.integrations.list(org, 10, null)).items).toEqual([]);
  });

  it('without a stream, and an unknown connector, are refused', async () => {
    expect(await create('crm', { url: 'x', streams: [] })).toMatchObject({ kind: 'invalid-settings' });
    const request = { name: 'crm', connector: 'other', settings: {}, direction: 'inbound', target: 'records' } as const;
    expect(await createIntegration(deps, org, request)).toEqual({ kind: 'unknown-connector', connector: 'other' });
  });

  it('too large for the registry are refused before anything is written', async () => {
    expect(await create('crm', { url: 'x'.repeat(300 * 1024) })).toMatchObject({ kind: 'invalid-settings' });
  });
});

describe('names', () => {
  it('are unique in an org, whatever their case, and free again after deletion', async () => {
    const { integrationId } = await created('My CRM');
    expect(await create('my crm')).toEqual({ kind: 'name-taken', name: 'my crm', integrationId });
    expect(await remove(integrationId)).toMatchObject({ kind: 'deleted' });
    expect(await create('MY CRM')).toMatchObject({ kind: 'created' });
  });

  it('go to exactly one of many who want them at once', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => create('crm')));
    expect(results.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'name-taken')).toHaveLength(7);
    expect((await deps.integrations.list(org, 100, null)).items).toHaveLength(1);
  });

  it('claimed by a creation that was killed are free, and it cannot finish any more', async () => {
    const dying = { ...deps, integrations: new IntegrationStore(services.registry) };
    let finish = (_: 'written' | 'lost') => {};
    let integration: StoredIntegration | undefined;
    const claimed = new Promise<void>((resolve) => {
      dying.integrations.create = (wanted) => {
        integration = wanted;
        resolve();
        return new Promise((done) => {
          finish = done;
        });
      };
    });
    const slow = createIntegration(dying, org, {
      name: 'crm',
      connector: 'secretive',
      settings: { url: 'slow' },
      direction: 'inbound',
      target: 'records',
    });
    await claimed;
    const second = await created('crm');
    if (!integration) throw new Error('not claimed');
    const late = await new IntegrationStore(services.registry).create(integration);
    finish(late);
    expect(late).toBe('lost');
    expect(await slow).toMatchObject({ kind: 'name-taken' });
    expect((await deps.integrations.list(org, 10, null)).items.map((one) => one.integrationId)).toEqual([
      second.integrationId,
    ]);
  });

  it('change with a rename: the old one is free, the new one taken', async () => {
    const { integrationId } = await created('old');
    expect(await update(integrationId, { name: 'new' })).toMatchObject({
      kind: 'updated',
      integration: { name: 'new' },
    });
    expect(await create('NEW')).toMatchObject({ kind: 'name-taken' });
    expect(await create('old')).toMatchObject({ kind: 'created' });
    expect(await update(integrationId, { name: 'OLD' })).toMatchObject({ kind: 'name-taken' });
    expect(await deps.names.find(org, 'nEw')).toMatchObject({ integrationId });
  });

  it('may change their case', async () => {
    const { integrationId } = await created('crm');
    expect(await update(integrationId, { name: 'CRM' })).toMatchObject({ integration: { name: 'CRM' } });
    expect(await create('crm')).toMatchObject({ kind: 'name-taken' });
  });

  it('claimed by a rename that was killed are free; the slow rename loses to whoever takes them', async () => {
    const one = await created('one');
    await deps.names.claim(org, 'wanted', one.integrationId);
    const two = await created('wanted');
    expect(two.name).toBe('wanted');
    // The first rename comes back to life with what it had read.
    expect(await deps.integrations.replace(one, { ...one, name: 'wanted' })).toBe('lost');
    expect(await update(one.integrationId, { name: 'wanted' })).toMatchObject({ kind: 'name-taken' });
  });

  it('left behind by a rename that was killed before its end are free', async () => {
    const one = await created('one');
    await deps.names.claim(org, 'two', one.integrationId);
    await deps.integrations.replace(one, { ...one, name: 'two' });
    expect(await create('one')).toMatchObject({ kind: 'created' });
    expect(await create('two')).toMatchObject({ kind: 'name-taken' });
  });

  it('renamed there and back at once stay claimed', async () => {
    const { integrationId, nameClaim } = await created('a');
    await update(integrationId, { name: 'b' });
    await update(integrationId, { name: 'a' });
    // The first rename's last write arrives late.
    await deps.names.free(org, 'a', nameClaim);
    expect(await create('a')).toMatchObject({ kind: 'name-taken' });
  });
});

describe('two updates at once', () => {
  it('both take effect', async () => {
    const { integrationId } = await created('crm', { url: 'one', token: 'secret' });
    const results = await Promise.all([
      update(integrationId, { settings: { url: 'two' } }),
      update(integrationId, { name: 'crm 2' }),
      update(integrationId, { disabled: true }),
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(['updated', 'updated', 'updated']);
    const { stored, settings } = await read(integrationId);
    expect(stored).toMatchObject({ name: 'crm 2', status: 'DISABLED' });
    expect(settings).toMatchObject({ url: 'two', token: 'secret' });
  });
});

describe('deletion', () => {
  it('removes settings, secret, name and stream states', async () => {
    const { integrationId } = await created('crm', { url: 'x', token: 'secret' });
    const stream = { org, integrationId, stream: 'things' };
    await services.registry.put({ ...streamStateKey(stream), knownRecords: 3 });
    expect(await remove(integrationId)).toMatchObject({ kind: 'deleted' });
    expect(await deps.integrations.get(org, integrationId)).toBeUndefined();
    expect(await services.registry.get(streamStateKey(stream))).toBeUndefined();
    expect(await services.registry.get(integrationNameKey(org, 'crm'))).toBeUndefined();
    expect(await remove(integrationId)).toEqual({ kind: 'not-found' });
  });

  it('is refused while a run is going, even on a stream that is no longer offered', async () => {
    const { integrationId } = await created('crm');
    const lock = streamLockKey({ org, integrationId, stream: 'former' });
    await services.registry.put({ ...lock, runId: 'RUN' });
    expect(await remove(integrationId, ['RUN'])).toEqual({ kind: 'busy', runId: 'RUN' });
    expect(await deps.integrations.get(org, integrationId)).toBeDefined();
    expect(await remove(integrationId)).toMatchObject({ kind: 'deleted' });
    expect(await services.registry.get(lock)).toBeUndefined();
  });
});

describe('the list', () => {
  it('gives every integration of the org once, newest first, page by page', async () => {
    const ids: string[] = [];
    let clock = Date.now();
    deps = { ...deps, now: () => clock++ };
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.unshift((await created(name)).integrationId);
    // Ids that were barred show nowhere, not even as a short page.
    await deps.integrations.bar(org, '7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
    const first = await deps.integrations.list(org, 2, null);
    expect(first.items.map(({ integrationId }) => integrationId)).toEqual(ids.slice(0, 2));
    const rest = await deps.integrations.list(org, 10, first.next);
    expect(rest.items.map(({ integrationId }) => integrationId)).toEqual(ids.slice(2));
    expect(rest.next).toBeNull();
    expect((await deps.integrations.list('another-org', 10, null)).items).toEqual([]);
  });
});

describe('the list of large integrations', () => {
  it('comes in short pages that leave nothing out', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 16; index++) {
      const settings = { url: `${index} ${'x'.repeat(245 * 1024)}` };
      ids.push((await created(`large ${index}`, settings)).integrationId);
    }
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page = await deps.integrations.list(org, 1000, after);
      expect(page.items.length).toBeLessThan(16);
      found.push(...page.items.map(({ integrationId }) => integrationId));
      after = page.next;
    } while (after !== null);
    expect(found.sort()).toEqual(ids.sort());
  });
});

describe('a test', () => {
  it('with the stored settings reaches the source and reports the calls without secrets', async () => {
    const source = await listen(createServer((_request, response) => response.end('{}')));
    try {
      const { integrationId } = await created('crm', { url: source.url, token: 's3cret-token' });
      const tested = await testIntegration(deps, org, integrationId);
      expect(tested).toMatchObject({ kind: 'tested', result: { ok: true }, calls: [{ status: 200, method: 'GET' }] });
      expect(JSON.stringify(tested)).not.toContain('s3cret-token');
    } finally {
      await source.close();
    }
  });

  it('with changed settings uses the stored secrets and saves nothing', async () => {
    const { integrationId } = await created('crm', { url: 'x', token: 's3cret-token' });
    const before = await read(integrationId);
    const tested = await testIntegration(deps, org, integrationId, { url: 'failing' });
    expect(tested).toMatchObject({
      kind: 'tested',
      result: { ok: false, message: 'The token [redacted] was refused.' },
    });
    expect(await testIntegration(deps, org, integrationId, { url: 'bad' })).toMatchObject({ kind: 'invalid-settings' });
    expect(await read(integrationId)).toEqual(before);
  });

  it('that passes lifts an error', async () => {
    const source = await listen(createServer((_request, response) => response.end('{}')));
    try {
      const integration = await created('crm', { url: source.url });
      await deps.integrations.replace(integration, { ...integration, status: 'ERROR', statusReason: 'broken' });
      await testIntegration(deps, org, integration.integrationId);
      expect((await read(integration.integrationId)).stored).toMatchObject({ status: 'ACTIVE', statusReason: null });
    } finally {
      await source.close();
    }
  });
});
