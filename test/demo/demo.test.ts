import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '../../cli/output.ts';
import type { Truth } from '../../demo/truth.ts';
import { type Demo, startDemo } from '../../local/demo.ts';
import type { Integration } from '../../shared/api/integration.ts';
import type { Run } from '../../shared/api/run.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { compareRecords, noDifference, recordsById } from '../harness/records.ts';
import { sync } from '../harness/syncs.ts';
import { countActions, idsWith, readTrail } from '../harness/trail.ts';

let product: Product;
let demo: Demo | undefined;

beforeAll(async () => {
  product = await startProduct();
});

afterEach(async () => {
  await demo?.close();
});

afterAll(async () => {
  await product?.close();
});

interface Seen {
  readonly integration: Integration;
  readonly crmUrl: string;
  readonly truth: Truth;
  readonly run: Run;
  /** All that was printed. */
  readonly printed: string;
}

function recordOutput(): { output: Output; printed: () => string } {
  const lines: string[] = [];
  const line = (text = '') => void lines.push(text);
  return {
    output: { json: false, terminal: null, line, note: line, value: (value) => line(JSON.stringify(value)) },
    printed: () => lines.join('\n'),
  };
}

/** Starts the demo as `npm start` does, and waits until it has shown its sync. */
async function runDemo(): Promise<Seen> {
  const { output, printed } = recordOutput();
  demo = await startDemo({ url: product.url, dataDirectory: product.dataDirectory, output, latencyMs: 0 });
  await demo.shown;
  const { items: integrations } = await product.api.integrations({});
  expect(
    integrations.map(({ name }) => name),
    printed(),
  ).toEqual(['demo-crm']);
  const [integration] = integrations as [Integration];
  const { items: runs } = await product.api.runs({ integrationId: integration.integrationId });
  const [run] = runs;
  if (run === undefined) throw new Error(printed());
  const { base_url: crmUrl } = integration.settings['config'] as { base_url: string };
  const truth = (await (await fetch(`${crmUrl}/demo/truth`)).json()) as Truth;
  return { integration, crmUrl, truth, run, printed: printed() };
}

async function expectSameRecords({ integration, crmUrl }: Seen): Promise<void> {
  for (const stream of ['contacts', 'companies', 'deals']) {
    const records = (await (await fetch(`${crmUrl}/demo/truth/${stream}`)).json()) as { id: string }[];
    const stored = await product.readRecords(integration.integrationId, stream);
    expect({ stream, ...compareRecords(recordsById(records), stored) }).toEqual({ stream, ...noDifference });
  }
}

// One story, told in order: a first start, a second, and one after which the CRM's port is taken.
describe('the demo that comes with npm start', () => {
  let first: Seen;

  it('syncs the demo CRM, and every count is the truth', { timeout: 60_000 }, async () => {
    first = await runDemo();
    const { run, truth } = first;
    const { contacts, companies, deals } = truth.streams;

    expect(truth.day).toBe(0);
    expect(run, first.printed).toMatchObject({ progress: 'FINISHED', outcome: 'SUCCESS', severity: 'WARNING' });
    expect(run.kinds).toEqual({ contacts: contacts.listed, companies: companies.listed, deals: deals.listed });
    expect(run.counts).toMatchObject({
      pulled: contacts.listed + companies.listed + deals.listed,
      created: contacts.valid + companies.valid + deals.valid,
      skipped: contacts.listed - contacts.valid,
      failed: 0,
    });
    expect(run.proof?.every(({ complete }) => complete)).toBe(true);
    await expectSameRecords(first);
  });

  it('logs why records were skipped, and each request that was refused', async () => {
    const { entities, calls, steps } = await readTrail(product.api, first.run.runId);
    const skipped = entities.filter(({ action }) => action === 'SKIP');

    expect(first.run.counts).toMatchObject(countActions(entities));
    expect(skipped).toHaveLength(4);
    for (const { code, message, status } of skipped) {
      expect(code).toMatch(/^[a-z_]+$/);
      expect(message).not.toBe('');
      expect(status).toBe('WARNING');
    }
    expect(calls.filter(({ status }) => status === 429)).toHaveLength(3);
    expect(calls.filter(({ status }) => status === 500)).toHaveLength(1);
    expect(calls.some(({ attempt, status }) => attempt === 2 && status === 200)).toBe(true);
    expect(
      steps
        .filter(({ rateLimited }) => rateLimited)
        .map(({ stream }) => stream)
        .toSorted(),
    ).toEqual(['contacts', 'deals']);
  });

  it('says where to go next, and keeps the token to itself', async () => {
    const { token } = JSON.parse(await readFile(join(product.dataDirectory, 'demo.json'), 'utf8')) as { token: string };
    const { printed, run, integration } = first;

    expect(printed).toContain(product.url);
    expect(printed).toContain('every 15 minutes');
    const { groups } = await product.api.schedule(integration.integrationId);
    expect(groups).toMatchObject([{ streams: integration.streams.map(({ name }) => name), next: { length: 5 } }]);
    expect(printed).toContain(`entities ${run.runId}`);
    expect(printed).toMatch(/sync demo-crm --streams companies --ids cmp_\w+ --follow/);
    const seen = JSON.stringify([printed, integration, await readTrail(product.api, run.runId)]);
    expect(seen).not.toContain(token);
  });

  it('makes it the next day at the second start, and finds what changed', { timeout: 60_000 }, async () => {
    const second = await runDemo();
    const { contacts, companies, deals } = second.truth.streams;

    expect(second.truth.day).toBe(1);
    expect(second.integration.integrationId).toBe(first.integration.integrationId);
    expect(second.crmUrl).toBe(first.crmUrl);
    expect(second.run.runId).not.toBe(first.run.runId);
    const { entities } = await readTrail(product.api, second.run.runId);
    for (const [stream, { changes }] of Object.entries({ contacts, companies, deals })) {
      const ofStream = entities.filter((entity) => entity.stream === stream);
      expect([stream, idsWith(ofStream, 'CREATE')]).toEqual([stream, changes.created.toSorted()]);
      expect([stream, idsWith(ofStream, 'UPDATE')]).toEqual([stream, changes.updated.toSorted()]);
      expect([stream, idsWith(ofStream, 'DELETE')]).toEqual([stream, changes.deleted.toSorted()]);
    }
    // Deals are asked for by the time of their last change, so those that did not change stay where they are.
    const dealsRead = entities.filter(({ stream }) => stream === 'deals').length;
    expect(dealsRead).toBeLessThan(deals.valid / 2);
    await expectSameRecords(second);
  });

  it('can be asked for single records, each with its decisions', { timeout: 60_000 }, async () => {
    const { integration } = await runDemo();
    const { integrationId, streams } = integration;
    expect(streams.every(({ byId }) => byId)).toBe(true);
    expect(await product.api.testIntegration(integrationId)).toMatchObject({ ok: true });
    for (const stream of ['contacts', 'companies', 'deals']) {
      const [known] = (await product.readRecords(integrationId, stream)).keys();
      const request = { streams: [stream], ids: [known ?? ''] };
      const run = await sync(product.api, integrationId, request);
      expect(run).toMatchObject({
        outcome: 'SUCCESS',
        record: { stream, externalId: known },
        counts: { unchanged: 1 },
      });
      const { decisions } = await product.api.entity(run.runId, stream, known ?? '');
      expect(decisions.map(({ result }) => result)).toEqual(['YES', 'YES', 'YES', 'NONE']);
    }
  });

  it('moves to another port when its own is taken', { timeout: 60_000 }, async () => {
    const squatter = createServer().listen(Number(new URL(first.crmUrl).port), '127.0.0.1');
    try {
      const moved = await runDemo();
      expect(moved.crmUrl).not.toBe(first.crmUrl);
      expect(moved.integration.integrationId).toBe(first.integration.integrationId);
      expect(moved.run).toMatchObject({ outcome: 'SUCCESS' });
      await expectSameRecords(moved);
    } finally {
      squatter.close();
    }
  });

  it('begins anew where what it remembered is lost, with the integration that is there', {
    timeout: 60_000,
  }, async () => {
    await rm(join(product.dataDirectory, 'demo.json'));
    const anew = await runDemo();
    expect(anew.truth.day).toBe(0);
    expect(anew.integration.integrationId).toBe(first.integration.integrationId);
    expect(anew.run).toMatchObject({ outcome: 'SUCCESS' });
  });

  it('leaves an integration alone that was switched off', async () => {
    const { integrationId } = first.integration;
    await product.api.updateIntegration(integrationId, { disabled: true });
    const before = await product.api.runs({ integrationId });
    const { printed } = await runDemo();
    expect(printed).toContain('switched off');
    expect((await product.api.runs({ integrationId })).items).toHaveLength(before.items.length);
  });
});

describe('a demo that cannot be shown', () => {
  it('says so and harms nobody', async () => {
    const { output, printed } = recordOutput();
    const dataDirectory = await mkdtemp(join(tmpdir(), 'syncline-demo-'));
    demo = await startDemo({ url: 'http://127.0.0.1:1', dataDirectory, output });
    await demo.shown;
    expect(printed()).toContain('Everything else runs as usual');
    await rm(dataDirectory, { recursive: true });
  });
});
