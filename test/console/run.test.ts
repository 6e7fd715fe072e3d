import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Run } from '../../shared/api/run.ts';
import { expectAccessible } from '../harness/browser.ts';
import { sync, waitForRun } from '../harness/syncs.ts';
import { type PagedWorld, startPagedWorld } from './paged-world.ts';

// Each test is a person's way through several pages, on a machine that runs everything else meanwhile.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let world: PagedWorld;
let page: Page;
let integrationId: string;
let name: string;
let integrations = 0;

beforeAll(async () => {
  world = await startPagedWorld();
  ({ page } = await world.open());
});
afterAll(() => world?.close());

beforeEach(async () => {
  world.source.letGo();
  world.source.refused.clear();
  world.putThings(0, 50);
  name = `shop-${++integrations}`;
  ({ integrationId } = await world.connect(name));
});

const full = () => sync(world.product.api, integrationId, { type: 'full' });
const heading = (text: string) => page.getByRole('heading', { level: 1, name: text });
const steps = () => page.getByRole('table', { name: 'Steps' }).locator('tbody').getByRole('row');
const runIdInAddress = (): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';
const runAgain = async (how: string): Promise<void> => {
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('menuitem', { name: how }).click();
};

/** What is said of a run under this label in its details. */
const detail = (label: string) =>
  page
    .locator('dl dt')
    .filter({ hasText: new RegExp(`^${label}$`) })
    .locator('xpath=following-sibling::dd[1]');

it('follows a run to its end, and proves that nothing was dropped', async () => {
  await full();
  world.putThings(5, 55, 2);
  const held = world.source.hold(4);
  const { runId } = await world.product.api.startRun(integrationId, { type: 'full' });
  await held;
  await page.goto(`/runs/${runId}`);
  await heading(`${name}, full sync`).waitFor();
  await page.getByRole('progressbar', { name: `Running: ${name}` }).waitFor();
  await page.getByText('30 records').first().waitFor();
  const bar = page.getByRole('progressbar', { name: 'Progress of things' });
  // The steps are asked for apart from the run.
  await expect.poll(() => bar.getAttribute('value'), { timeout: 60_000 }).toBe('60');
  await page.getByText('In progress (running)').waitFor();
  await page.getByText('1 (in progress)').waitFor();

  world.source.letGo();
  await page.getByText('50 pulled = 5 created + 45 updated + 0 unchanged + 0 skipped + 0 failed').waitFor();
  await page.getByText('5 no longer in the source = 5 deleted + 0 staged for approval').waitFor();
  await page.getByText('Complete', { exact: true }).waitFor();
  await page.getByText('0 (success)').waitFor();
  expect(await detail('Stage').innerText()).toBe('Completed (finished)');
  expect(await detail('Chunks').innerText()).toMatch(/^(\d+) passed, 0 failed of \1$/);
  expect(await detail('Total signals').innerText()).toBe('55');
  expect(await detail('Total things').innerText()).toBe('50');
  expect(await steps().getByRole('cell').allInnerTexts()).toEqual(
    expect.arrayContaining(['OK', '55', '0', '6', '–', '–']),
  );
  expect(await steps().getByRole('link', { name: 'things', exact: true }).getAttribute('href')).toBe(
    `/runs/${runId}/steps/things`,
  );
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
});

it('narrows the steps to those with a record; the back button undoes it', async () => {
  const { runId } = await full();
  await page.goto(`/runs/${runId}`);
  await steps().getByRole('link', { name: 'things', exact: true }).waitFor();
  const box = page.getByRole('searchbox', { name: 'Find a record in this run' });
  await box.fill('nobody');
  await box.press('Enter');
  await page.getByText(/No step touched a record/).waitFor();
  await page.goBack();
  await steps().getByRole('link', { name: 'things', exact: true }).waitFor();
  await box.fill('Thing 7');
  await box.press('Enter');
  await page.locator(`a[href="/runs/${runId}/steps/things?q=Thing+7"]`).waitFor();
});

it('cancels a run when that is confirmed, and says clearly where it cannot', async () => {
  await full();
  const held = world.source.hold(4);
  const { runId } = await world.product.api.startRun(integrationId, { type: 'full' });
  await held;
  await page.goto(`/runs/${runId}`);
  await page.getByRole('button', { name: 'Cancel run' }).click();
  const dialog = page.getByRole('dialog', { name: `Cancel the run of ${name}?` });
  await dialog.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Cancel run' }).click();

  // It ends while the person still reads what the dialog says.
  world.source.letGo();
  await waitForRun(world.product.api, runId);
  await dialog.getByRole('button', { name: 'Cancel run' }).click();
  await dialog.getByText('The run has ended already').waitFor();
  await dialog.getByRole('button', { name: 'Back' }).click();

  const heldAgain = world.source.hold(4);
  const second = await world.product.api.startRun(integrationId, { type: 'full' });
  await heldAgain;
  await page.goto(`/runs/${second.runId}`);
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await dialog.getByRole('button', { name: 'Cancel run' }).click();
  await page.getByText('Aborted, cancelled by admin').waitFor();
  await page.getByText('Incomplete').waitFor();
  expect(await detail('Cancelled by').innerText()).toBe('admin');
});

it('says what failed by kind, and tries just that again', async () => {
  await full();
  world.putThings(0, 50, 2);
  world.source.refused.add('t2');
  const { runId } = await sync(world.product.api, integrationId, { streams: ['things'], ids: ['t1', 't2'] });
  await page.goto(`/runs/${runId}`);
  await page.getByText('Partial success: 1 things failed').waitFor();
  expect(await detail('Total things').innerText()).toMatch(/, 1 failed$/);
  expect(await steps().getByRole('link', { name: '1 failed of things' }).getAttribute('href')).toContain(
    'status=ERROR',
  );
  world.source.refused.clear();
  await runAgain('Retry failed records');
  await page.getByText('1 pulled = 0 created + 1 updated').waitFor();
  expect(await world.product.api.run(runIdInAddress())).toMatchObject({ retryOf: runId, trigger: 'RETRY' });
  await page.getByRole('button', { name: 'Run again' }).click();
  const retry = page.getByRole('menuitem', { name: 'Retry failed records' });
  expect(await retry.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'An earlier run' }).click();
  await page.getByText('Partial success: 1 things failed').waitFor();
  expect(runIdInAddress()).toBe(runId);
});

it('says why nothing can be tried again', async () => {
  world.source.things.set('t3', { id: 't3', name: 'x'.repeat(400_000), version: 1 });
  const { runId } = await full();
  await page.goto(`/runs/${runId}`);
  await runAgain('Retry failed records');
  await page.getByText('things: 1 would fail again (record_too_large).').waitFor();
  expect(runIdInAddress()).toBe(runId);
});

it('does the same dry, which writes nothing', async () => {
  const { runId } = await full();
  world.putThings(0, 51, 2);
  await page.goto(`/runs/${runId}`);
  await runAgain('Dry run of the same');
  await heading(`${name}, dry run of a full sync`).waitFor();
  await page.getByText('51 pulled = 1 created + 50 updated').waitFor();
  await page.getByText(/Dry run, nothing was written/).waitFor();
  expect((await world.product.readRecords(integrationId, 'things')).size).toBe(50);
});

it('starts a run as a person wants it, and shows every decision about single records', async () => {
  await full();
  world.source.things.set('t1', { id: 't1', name: 'Thing 1', version: 2 });
  await page.goto(`/runs?integrationId=${integrationId}`);
  await page.getByRole('button', { name: 'Start run' }).click();
  const dialog = page.getByRole('dialog', { name: `Start a run of ${name}` });
  await dialog.getByRole('radio', { name: 'Some records' }).check();
  const submit = dialog.getByRole('button', { name: 'Start run' });
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'External ids' }).fill('t1, t2\nt1');
  await dialog.getByText('2 records of up to 1,000').waitFor();
  await expectAccessible(page);
  await submit.click();
  await heading(`${name}, background sync`).waitFor();
  await page.getByText('2 pulled = 0 created + 1 updated + 1 unchanged').waitFor();

  const held = world.source.hold(4);
  const { runId } = await world.product.api.startRun(integrationId, { type: 'full' });
  await held;
  await page.goto(`/runs?integrationId=${integrationId}`);
  await page.getByRole('button', { name: 'Start run' }).click();
  await dialog.getByRole('radio', { name: 'Everything' }).check();
  await submit.click();
  await dialog.getByText('A run of this integration is in progress').waitFor();
  await dialog.getByRole('link', { name: 'Show that run' }).click();
  await heading(`${name}, full sync`).waitFor();
  expect(runIdInAddress()).toBe(runId);
  world.source.letGo();
});

it('holds back many deletions until a person says yes, with a reason', async () => {
  await full();
  world.source.things.clear();
  const { runId } = await full();
  await page.goto(`/runs/${runId}`);
  await page.getByText('50 no longer in the source = 0 deleted + 50 staged for approval').waitFor();
  await page.getByRole('button', { name: 'Approve the deletion of 50 records of things' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 50 records of things?' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The shop was closed.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete 50 records' }).click();
  const row = page.getByRole('table', { name: 'Staged deletions' }).locator('tbody').getByRole('row');
  await row.getByText('Approved').waitFor();
  await row.getByText('The shop was closed.').waitFor();
  await row.getByRole('link', { name: 'Run that deletes' }).click();
  await heading(`${name}, background sync`).waitFor();
  await page
    .getByText('50 no longer in the source = 50 deleted')
    .or(page.getByText('0 pulled: 50 deleted'))
    .first()
    .waitFor();
  expect((await world.product.readRecords(integrationId, 'things')).size).toBe(0);
});

it('shows the calls of a test, the fields of an update, and what no run is', async () => {
  const { runId: testId } = await world.product.api.testIntegration(integrationId);
  await page.goto(`/runs/${testId}`);
  await heading(`${name}, test connection`).waitFor();
  const calls = page.getByRole('table', { name: 'Calls' });
  await calls.getByText(world.source.url).first().waitFor();

  await world.product.api.updateIntegration(integrationId, { name: `${name} new` });
  const { items } = await world.product.api.runs({ integrationId, action: 'update' });
  await page.goto(`/runs/${items[0]?.runId}`);
  const change = page.getByRole('table', { name: 'Changed settings' }).locator('tbody').getByRole('row').first();
  await change.getByRole('cell', { name: name, exact: true }).waitFor();
  await change.getByRole('cell', { name: `${name} new` }).waitFor();

  await page.goto('/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV');
  await page.getByText('There is no such run').waitFor();
  await expectAccessible(page);
});

it('offers a run that never started to be triggered again', async () => {
  const { runId } = await full();
  // The fault cannot be brought about from outside: the API's answer is made to be one after it.
  await page.route(`**/v1/runs/${runId}`, async (route) => {
    const response = await route.fetch();
    const run = (await response.json()) as Run;
    const error = { code: 'never_started', message: 'A fault kept the run from starting. Start it again.' };
    await route.fulfill({
      response,
      json: { ...run, outcome: 'FAILED', statusCode: 2, error, message: error.message },
    });
  });
  await page.goto(`/runs/${runId}`);
  await page.getByText('Initial state: the run never started').waitFor();
  await page.unroute(`**/v1/runs/${runId}`);
  await runAgain('Re-trigger all');
  await page.getByText('50 pulled = 0 created + 0 updated + 50 unchanged').waitFor();
  expect(runIdInAddress()).not.toBe(runId);
});
