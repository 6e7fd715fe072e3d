import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { onThisMachine } from '../../local/lambda/on-this-machine.ts';
import type { Alert } from '../../shared/api/alert.ts';
import { environmentNames } from '../../shared/env/names.ts';
import { manifest } from '../api/manifest.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync, waitForRun } from '../harness/syncs.ts';

let product: Product;
let source: Running;
let hook: Running;
let things = Array.from({ length: 100 }, (_, n) => ({ id: `t-${n}` }));
const posted: { text: string; alert: object }[] = [];

beforeAll(async () => {
  source = await listen(createServer((_request, response) => response.end(JSON.stringify({ data: things }))));
  hook = await listen(
    createServer(async (request, response) => {
      posted.push((await json(request)) as { text: string; alert: object });
      response.end();
    }),
  );
  product = await startProduct();
});
afterAll(async () => {
  await product?.close();
  await Promise.all([source?.close(), hook?.close()]);
});

/** Alerts follow a run by way of the event bus. Throws after 30 s. */
async function waitForAlert(integrationId: string, state: Alert['state']): Promise<Alert> {
  for (let tries = 0; tries < 300; tries++) {
    const [alert] = (await product.api.alerts(integrationId, {})).items;
    if (alert?.state === state && alert.notify === null) return alert;
    await delay(100);
  }
  throw new Error(`No alert of ${integrationId} became ${state}.`);
}

async function mails(): Promise<{ from: string; subject: string; body: { text: string } }[]> {
  const { emails } = (await (await fetch(`${product.runtime.inboxUrl}/store`)).json()) as { emails: never[] };
  return emails;
}

it('the whole product writes once when something is wrong, and once when it is over', async () => {
  const { api, url } = product;
  await api.updateSettings({ alerts: { emails: ['ops@example.com'] } });
  const settings = httpSettings(manifest, { base_url: source.url, api_token: 's3cret-token' });
  const alerts = { webhookUrl: `${hook.url}/t0ken` };
  const { integrationId } = await api.createIntegration({ name: 'things', connector: 'http', settings, alerts });
  await sync(api, integrationId);
  things = things.slice(0, 20);
  const run = await sync(api, integrationId, { type: 'full' });
  expect(run.counts).toMatchObject({ staged: 80, deleted: 0 });

  const raised = await waitForAlert(integrationId, 'RAISED');
  expect(raised).toMatchObject({
    kind: 'pending-deletions',
    numbers: { things: 80 },
    notified: ['email', 'webhook', 'event'],
    undelivered: [],
  });
  expect(await mails()).toMatchObject([
    { from: expect.stringContaining('Syncline'), subject: '[Syncline] things: deletions wait for you' },
  ]);
  expect((await mails())[0]?.body.text).toContain(`${url}/integrations/${integrationId}`);
  expect(posted).toMatchObject([{ alert: { kind: 'pending-deletions', notice: 'raised' } }]);
  expect(await product.runtime.invoke('Alerts/WatchIntegrations/Function', {})).toMatchObject({
    payload: { watched: 1, failed: [] },
  });
  expect(await mails()).toHaveLength(1);

  const { deletionRunId } = await api.approveDeletions(run.runId, 'things', {});
  expect(await waitForRun(api, deletionRunId ?? '')).toMatchObject({ outcome: 'SUCCESS' });
  await waitForAlert(integrationId, 'OK');
  expect((await mails()).map(({ subject }) => subject)).toEqual([
    '[Syncline] things: deletions wait for you',
    '[Syncline] things: over: deletions wait for you',
  ]);
  expect(posted).toHaveLength(2);
});

it('knows on one machine the settings that a deployment is given, under the names that functions ask for', () => {
  const known = Object.fromEntries(Object.values(environmentNames).map((name) => [name, '']));
  const here = onThisMachine(known, 'http://127.0.0.1:4400');
  const set = Object.keys(here).filter((name) => here[name] !== '');
  expect(set.toSorted()).toEqual(['CONSOLE_URL', 'MAIL_FROM', 'WEBHOOK_REACH']);
  expect(onThisMachine({ REGISTRY_TABLE: 'registry' }, 'http://127.0.0.1:4400')).toEqual({
    REGISTRY_TABLE: 'registry',
  });
});
