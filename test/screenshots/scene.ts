import { readFile } from 'node:fs/promises';
import { MadeLog } from '../../bench/made-runs/made-log.ts';
import { startCrm } from '../../demo/crm-server.ts';
import { crmSettings } from '../../demo/crm-settings.ts';
import { httpSettings, type Product } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { startTarget } from '../outbound/target-server.ts';
import { people, smallManifest, startSmallSource } from './sources.ts';

/** Ids of what there is to see. */
export interface Scene {
  readonly crm: string;
  readonly directory: string;
  /** A run of the CRM with created, updated, skipped and failed records. */
  readonly run: string;
  /** A contact that this run updated. */
  readonly record: string;
  /** The run of the directory that held deletions back. */
  readonly staged: string;
  close(): Promise<void>;
}

const token = 'token-of-the-scene';
const hourly = { kind: 'rate', every: 1, unit: 'hours' } as const;
const nightly = { kind: 'cron', expression: '30 2 * * *' } as const;
const newestMs = 3_600_000;

/** A product as it looks after some weeks of use: two accounts of a CRM, a webshop, a target, and some that are unwell. */
export async function setScene(product: Product): Promise<Scene> {
  const { api } = product;
  const crms = await Promise.all([0, 3].map((day) => startCrm({ token, day, latencyMs: 0 })));
  const [europe, america] = crms;
  if (!europe || !america) throw new Error('There are two CRMs.');
  const target = await startTarget();
  const [directory, billing] = await Promise.all([startSmallSource(people(340)), startSmallSource(people(80))]);

  await fillPast(product, await create('Webshop', await readFile('bench/source/source.yaml', 'utf8'), europe.url));
  const crm = await createCrm('CRM Europe', europe.url);
  const other = await createCrm('CRM America', america.url);
  await api.updateSchedule(crm, {
    streams: { contacts: hourly, companies: hourly, deals: nightly },
    timeZone: 'Europe/Berlin',
  });
  await sync(api, crm, { type: 'full' });
  await sync(api, other, { type: 'full' });

  const newsletter = await api.createIntegration({
    name: 'Newsletter',
    connector: 'http-target',
    settings: {
      baseUrl: target.url,
      secretHeaders: { Authorization: 'Bearer token-of-the-newsletter' },
      from: { integrationId: other },
      streams: {
        companies: {
          create: { method: 'POST', path: '/contacts' },
          update: { method: 'PUT', path: '/contacts/{{ targetId }}' },
          delete: { method: 'DELETE', path: '/contacts/{{ targetId }}' },
          targetId: 'data.id',
        },
      },
    },
  });
  await sync(api, newsletter.integrationId, { type: 'full' });

  europe.advance();
  const { runId: run } = await sync(api, crm);
  const [updated] = (await api.entities(run, { step: 'contacts', action: 'UPDATE', limit: 1 })).items;
  if (!updated?.externalId) throw new Error('The next day of the CRM updates no contact.');
  const record = updated.externalId;
  await api.testIntegration(crm);

  const people340 = await create('Directory', smallManifest('people'), directory.url);
  await sync(api, people340, { type: 'full' });
  directory.have(people(120));
  const { runId: staged } = await sync(api, people340, { type: 'full' });

  const invoices = await create('Billing', smallManifest('invoices'), billing.url);
  await sync(api, invoices, { type: 'full' });
  billing.have(401);
  await sync(api, invoices, { type: 'full' });

  const warehouse = await create('Warehouse', smallManifest('articles'), billing.url);
  await api.updateIntegration(warehouse, { disabled: true });
  await api.createRunner({ name: 'office-berlin-1', pool: 'office' });
  const intranet = await create('Intranet', smallManifest('devices'), directory.url, 'office');
  await api.startRun(intranet, { type: 'full' });
  await sync(api, crm, { dryRun: true });
  return {
    crm,
    directory: people340,
    run,
    record,
    staged,
    close: async () => {
      await Promise.all([...crms, directory, billing].map((source) => source.close()));
      await target.close();
    },
  };

  async function createCrm(name: string, url: string): Promise<string> {
    return (await api.createIntegration({ name, connector: 'http', settings: await crmSettings(url, token) }))
      .integrationId;
  }

  async function create(name: string, manifest: string, url: string, runsOn = 'cloud'): Promise<string> {
    const settings = httpSettings(manifest, { base_url: url, api_token: token });
    return (await api.createIntegration({ name, connector: 'http', settings, runsOn })).integrationId;
  }
}

/** Two weeks of four runs a day, each told of as when it closed. */
async function fillPast({ api, runtime }: Product, integrationId: string): Promise<void> {
  const log = new MadeLog(runtime, integrationId);
  const count = 56;
  for (let number = 1; number <= count; number++) {
    const startedAt = Date.now() - newestMs - (count - number) * 6 * newestMs;
    const { org, runId } = await log.write({ number, records: 1_000 + 40 * (number % 9), startedAt });
    const run = await api.run(runId);
    const told = await runtime.invoke('Alerts/RunClosed/Function', {
      detail: { org, run: JSON.parse(JSON.stringify(run)) },
    });
    if (told.kind !== 'succeeded') throw new Error(`The end of ${runId} was not noted: ${JSON.stringify(told)}`);
  }
  log.destroy();
}
