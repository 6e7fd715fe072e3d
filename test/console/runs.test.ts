import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { expectAccessible, type Visit } from '../harness/browser.ts';
import { sync, waitForRun } from '../harness/syncs.ts';
import { type PagedWorld, startPagedWorld } from './paged-world.ts';

// Each test is a person's way through several pages, on a machine that runs everything else meanwhile.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let world: PagedWorld;
let visit: Visit;
let page: Page;
let integrationId: string;

beforeAll(async () => {
  world = await startPagedWorld();
  visit = await world.open();
  page = visit.page;
});
afterAll(() => world?.close());

const patience = { timeout: 60_000 };
const rows = () => page.getByRole('table', { name: 'Runs' }).locator('tbody').getByRole('row');
const address = () => new URL(page.url()).searchParams;
const filter = async (text: string): Promise<void> => {
  const box = page.getByRole('combobox', { name: /Filter runs/ });
  await box.fill(text);
  await box.press('Enter');
};

it('says that there are no runs, and complains of nothing', async () => {
  await page.goto('/runs');
  await page.getByText('No runs yet').waitFor();
  await expectAccessible(page);
  expect(visit.complaints).toEqual([]);
});

it('lists each run with all that is known of it', async () => {
  world.putThings(0, 50);
  ({ integrationId } = await world.connect('shop'));
  await sync(world.product.api, integrationId, { type: 'full' });
  await page.goto('/runs?action=sync');
  const row = rows().filter({ hasText: 'shop' });
  await row.getByText('Success').first().waitFor();
  const headers = await page.getByRole('columnheader').allInnerTexts();
  expect(headers).toEqual(
    [
      'Start',
      'Integration',
      'Status',
      'Duration',
      'Type',
      'Trigger',
      'Processed',
      'Created',
      'Updated',
      'Deleted',
    ].concat(
      ['Skipped', 'Failed', 'Warnings', 'Errors', 'Severity', 'Outcome', 'Started by', 'Connector', 'Direction'],
      ['End', 'Actions'],
    ),
  );
  const cells = await row.getByRole('cell').allInnerTexts();
  expect(cells.slice(3)).toEqual(
    ['Full', 'API', '50', '50', '0', '0', '0', '0', '0', '0', 'OK', 'Success', 'admin', 'http', 'Inbound'].concat(
      cells.slice(-2),
    ),
  );
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
});

it('shows by itself how far a run is and how fast, and what came of it, while a menu stays open', async () => {
  await page.goto('/runs?action=sync');
  await rows().getByText('Success').first().waitFor();
  await page.getByRole('button', { name: /Actions of the run of shop/ }).click();
  await page.getByRole('menuitem', { name: 'Re-trigger all' }).waitFor();

  const { source, product } = world;
  const held = source.hold(4);
  const { runId } = await product.api.startRun(integrationId, { type: 'full' });
  await held;
  const row = rows().filter({ has: page.locator(`a[href="/runs/${runId}"]`) });
  const bar = row.getByRole('progressbar', { name: 'Running: shop' });
  await row.getByText('30 records').waitFor();
  expect(await bar.getAttribute('value')).toBe('60');
  source.letGo();
  const heldAgain = source.hold(5);
  await heldAgain;
  await row.getByText(/40 records, \d+ records\/s/).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Re-trigger all' }).isVisible()).toBe(true);
  source.letGo();
  await row.getByText('Success').first().waitFor();
  expect(await bar.count()).toBe(0);
});

it('keeps filters in the address, so that the back button undoes them', async () => {
  await page.goto('/runs');
  await rows().first().waitFor();
  await filter('Trigger = Scheduled');
  await page.getByText('No runs match').waitFor();
  expect(address().get('trigger')).toBe('SCHEDULED');
  await page.goBack();
  await rows().first().waitFor();
  expect(address().size).toBe(0);

  await filter('Integration = shop');
  await expect.poll(() => address().get('integrationId'), patience).toBe(integrationId);
  await page.getByRole('button', { name: 'Start run' }).waitFor();
  await filter('t7');
  await expect.poll(() => address().get('q'), patience).toBe('t7');
  await expect.poll(() => rows().count(), patience).toBe(2);
  await filter('nobody-has-this');
  await page.getByText('No runs match').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await rows().first().waitFor();
  expect(address().size).toBe(0);
});

it('has views for all, keeps those of the person, and the columns that the person wants', async () => {
  await page.goto('/runs');
  const views = page.getByRole('button', { name: 'Views' });
  await views.click();
  await page.getByRole('menuitem', { name: 'Failed, last 24 hours' }).click();
  await page.getByText('No runs match').waitFor();
  expect(Object.fromEntries(address())).toEqual({ outcome: 'FAILED', last: '24h' });

  await page.goto('/runs?type=full');
  await views.click();
  await page.getByRole('menuitem', { name: 'Save current filters …' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Full ones');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.goto('/runs');
  await views.click();
  await page.getByRole('menuitem', { name: 'Full ones' }).click();
  await expect.poll(() => address().get('type'), patience).toBe('full');

  await page.getByRole('button', { name: 'Preferences of runs' }).click();
  await page.getByRole('checkbox', { name: 'Run id' }).check();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('columnheader', { name: 'Run id' }).waitFor();
  await page.reload();
  await page.getByRole('columnheader', { name: 'Run id' }).waitFor();
});

it('keeps dry runs apart', async () => {
  await page.goto('/runs?action=sync');
  await page
    .getByRole('button', { name: /Actions of the run of shop/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Dry run of the same' }).click();
  await page.getByRole('heading', { name: 'shop, dry run of a full sync' }).waitFor();
  const runId = page.url().split('/').at(-1) ?? '';
  expect(await waitForRun(world.product.api, runId)).toMatchObject({ dryRun: true, trigger: 'API' });

  await page.goto('/runs?action=sync');
  await expect.poll(() => rows().count(), patience).toBe(2);
  expect(await page.locator(`a[href="/runs/${runId}"]`).count()).toBe(0);
  await page.getByRole('button', { name: 'Dry runs' }).click();
  await rows()
    .getByRole('link')
    .and(page.locator(`a[href="/runs/${runId}"]`))
    .waitFor();
  expect(address().get('dryRun')).toBe('true');
  await expect.poll(() => rows().count(), patience).toBe(1);
});

it('cancels a run from its row, once that is confirmed', async () => {
  const { source, product } = world;
  const held = source.hold(4);
  const { runId } = await product.api.startRun(integrationId, { type: 'full' });
  await held;
  await page.goto('/runs?action=sync');
  const row = rows().filter({ has: page.locator(`a[href="/runs/${runId}"]`) });
  await row.getByRole('button', { name: /Actions of the run/ }).click();
  await page.getByRole('menuitem', { name: 'Cancel run' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel the run of shop?' });
  await dialog.getByRole('button', { name: 'Cancel run' }).click();
  await page.getByText('The run of shop is being cancelled.').waitFor();
  await row.getByText('Aborted').first().waitFor();
  expect(await product.api.run(runId)).toMatchObject({ progress: 'ABORTED', cancelledBy: 'admin' });
  source.letGo();
});

it('is fixed to one integration inside another product', async () => {
  const other = await world.connect('other');
  await sync(world.product.api, other.integrationId);
  await page.goto('/runs');
  await rows().filter({ hasText: 'other' }).first().waitFor();
  await page.goto(`/embed/${integrationId}/runs`);
  await rows().filter({ hasText: 'shop' }).first().waitFor();
  expect(await rows().filter({ hasText: 'other' }).count()).toBe(0);
  await page.getByRole('combobox', { name: /Filter runs/ }).click();
  await page.getByRole('option', { name: 'Direction' }).waitFor();
  expect(await page.getByRole('option', { name: 'Integration' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('table', { name: 'Runs' }).getByRole('link').first().click();
  await expect.poll(() => new URL(page.url()).pathname, patience).toMatch(new RegExp(`^/embed/${integrationId}/runs/`));
});
