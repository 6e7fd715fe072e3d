import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { activitySchema } from '../../shared/api/activity.ts';
import { expectAccessible } from '../harness/browser.ts';
import { sync } from '../harness/syncs.ts';
import { type PagedWorld, startPagedWorld } from './paged-world.ts';

// Each test is a person's way through several pages, on a machine that runs everything else meanwhile.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let world: PagedWorld;
let page: Page;
let integrationId: string;

beforeAll(async () => {
  world = await startPagedWorld();
  ({ page } = await world.open());
});
afterAll(() => world?.close());

const get = async (path: string) => {
  const response = await fetch(world.product.url + path);
  return { status: response.status, body: await response.json() };
};
const figure = (label: string) => page.getByRole('link', { name: new RegExp(`^${label}: \\d+$`) });
const activity = async (query = '') => activitySchema.parse((await get(`/v1/activity${query}`)).body);

it('says that all is well where nothing has happened yet', async () => {
  await page.goto('/');
  await page.getByText('Nothing needs attention').waitFor();
  await page.getByText('No schedule starts anything within 24 hours').waitFor();
  await page.getByText('No run failed within this time').waitFor();
  await page.getByText('0 runs ended').waitFor();
  await expectAccessible(page);
});

it('gives over HTTP what came of runs, by the hour and by the day', async () => {
  world.putThings(0, 50);
  ({ integrationId } = await world.connect('shop'));
  await world.product.api.updateSchedule(integrationId, {
    streams: { things: { kind: 'cron', expression: '0 0 1 1 *' } },
  });
  await sync(world.product.api, integrationId, { type: 'full' });
  await sync(world.product.api, integrationId, { type: 'full', dryRun: true });
  world.source.things.set('t3', { id: 't3', name: 'x'.repeat(400_000), version: 1 });
  await sync(world.product.api, integrationId, { type: 'full' });
  world.source.things.clear();
  await sync(world.product.api, integrationId, { type: 'full' });

  const counts = { runs: 3, partialRuns: 1, failedRuns: 0, abortedRuns: 0, created: 50, failedRecords: 1 };
  await expect.poll(async () => (await activity()).total, { timeout: 60_000 }).toMatchObject(counts);
  const days = await activity(`?by=day&integrationId=${integrationId}`);
  expect(days.buckets).toHaveLength(30);
  expect(days.buckets.at(-1)).toMatchObject(counts);
  expect(days.integrations).toMatchObject([{ integrationName: 'shop', connector: 'http', ...counts }]);
  expect((await activity('?integrationId=nobody')).total.runs).toBe(0);
  for (const query of ['?by=week', '?from=2026-01-01T00:00:00Z', '?from=2030-01-01T00:00:00Z', '?since=yesterday']) {
    expect((await get(`/v1/activity${query}`)).status, query).toBe(400);
  }
});

it('shows what needs attention, what came of runs, and which integrations do badly', async () => {
  await page.goto('/');
  await expect.poll(() => figure('Alerts raised').innerText(), { timeout: 60_000 }).toBe('1');
  expect(await figure('Deletions waiting').innerText()).toBe('1');
  expect(await figure('Runs going on').innerText()).toBe('0');
  await page.getByText('50 records of things wait to be deleted, or kept.').waitFor();
  await page.getByText('3 runs ended').waitFor();
  await page.getByRole('application', { name: 'runs by the hour' }).waitFor();
  await page.getByRole('application', { name: 'records by the hour' }).waitFor();
  await page.getByText('66.7 %').waitFor();
  const failing = page.getByRole('table', { name: 'Most failing integrations' });
  await failing.getByRole('link', { name: 'Runs of shop that did not go well' }).waitFor();
  await failing.getByText('1 of 3 (33.3 %)').waitFor();
  await page.getByRole('table', { name: 'Slowest integrations' }).getByRole('link', { name: 'shop' }).waitFor();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
});

it('looks back as far as the address says, and ahead for a day', async () => {
  await world.product.api.updateSchedule(integrationId, {
    streams: { things: { kind: 'rate', every: 30, unit: 'minutes' } },
  });
  await page.goto('/');
  await page.getByRole('button', { name: 'Last 30 days' }).click();
  await page.getByRole('application', { name: 'runs by the day' }).waitFor();
  expect(new URL(page.url()).search).toBe('?last=30d');
  await page.goBack();
  await page.getByRole('application', { name: 'runs by the hour' }).waitFor();
  const next = page.getByRole('table', { name: 'Next 24 hours' }).locator('tbody').getByRole('row');
  await next.getByRole('cell', { name: '48', exact: true }).waitFor();
  await next.getByRole('cell', { name: 'things', exact: true }).waitFor();
});

it('lists alerts, those that are raised first, with what is the case and who was told', async () => {
  await page.goto('/alerts');
  const rows = page.getByRole('table', { name: 'Alerts' }).locator('tbody').getByRole('row');
  const row = rows.first();
  await row.getByText('Deletions waiting').waitFor();
  await row.getByText('50 things wait to be deleted.').waitFor();
  await row.getByText('things: 50').waitFor();
  expect(await row.getByRole('link', { name: 'shop' }).getAttribute('href')).toBe(`/integrations/${integrationId}`);
  await row.getByText(/Event bus/).waitFor();
  await expectAccessible(page);
  const box = page.getByRole('combobox', { name: 'Filter alerts' });
  await box.fill('Alert = Unusual volume');
  await box.press('Enter');
  await page.getByText('No alerts match').or(rows.getByText('Unusual volume')).first().waitFor();
  expect(new URL(page.url()).searchParams.get('kind')).toBe('volume');
});

it('has a person keep records that were staged for deletion, with a reason', async () => {
  await page.goto('/deletions');
  const row = page.getByRole('table', { name: 'Deletions' }).locator('tbody').getByRole('row').first();
  await row.getByText('Waiting for approval').waitFor();
  await row.getByText('100 % of 50').waitFor();
  expect(await row.getByRole('link', { name: 'The 50 records of things' }).getAttribute('href')).toMatch(
    /\/steps\/things\?.*action=DELETE/,
  );
  await expectAccessible(page);
  await row.getByRole('button', { name: 'Reject the deletion of 50 records of things' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keep 50 records of things?' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The source was empty by mistake.');
  await dialog.getByRole('button', { name: 'Keep 50 records' }).click();
  await row.getByText('Rejected').waitFor();
  await row.getByText('The source was empty by mistake.').waitFor();
  expect(await row.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  expect((await world.product.readRecords(integrationId, 'things')).size).toBe(50);
});
