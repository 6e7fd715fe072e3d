import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Run } from '../../shared/api/run.ts';
import { expectAccessible } from '../harness/browser.ts';
import { sync } from '../harness/syncs.ts';
import { type PagedWorld, startPagedWorld } from './paged-world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let world: PagedWorld;
let run: Run;

beforeAll(async () => {
  world = await startPagedWorld();
  world.putThings(0, 20);
  const { integrationId } = await world.connect('shop');
  run = await sync(world.product.api, integrationId, { type: 'full' });
});
afterAll(() => world?.close());

const rowOfRun = (page: Page) => page.getByRole('row').filter({ hasText: 'Full' });
const answerWith = (page: Page, path: string, status: number, body: object) =>
  page.route(
    ({ pathname }) => pathname === path,
    (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }),
  );

it('goes on by itself when the connection is back, and keeps what was there meanwhile', async () => {
  const { page } = await world.open();
  await page.goto('/runs');
  await rowOfRun(page).waitFor();
  await page.context().setOffline(true);
  await page.getByText('Syncline cannot be reached').first().waitFor();
  await rowOfRun(page).waitFor();
  await expectAccessible(page);
  await page.context().setOffline(false);
  await page.getByText('Syncline cannot be reached').first().waitFor({ state: 'detached' });
  await page.context().close();
});

it('says that it is loading, and then shows what was loaded', async () => {
  const { page } = await world.open();
  const held = Promise.withResolvers<void>();
  await page.route(
    ({ pathname }) => pathname === '/v1/runs',
    async (route) => {
      await held.promise;
      await route.continue();
    },
  );
  await page.goto('/runs');
  await page.getByText('Loading runs').waitFor();
  held.resolve();
  await rowOfRun(page).waitFor();
  await page.context().close();
});

it('shows what went wrong, and tries again when asked to', async () => {
  const { page } = await world.open();
  const problem = { type: '/problems/internal-error', title: 'Something went wrong on our side', status: 500 };
  await answerWith(page, '/v1/runs', 500, { ...problem, detail: 'The request failed. Try again.', instance: 'r-1' });
  await page.goto('/runs');
  await page.getByText('Something went wrong on our side').waitFor();
  await page.getByText('Request r-1').waitFor();
  await expectAccessible(page);
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await rowOfRun(page).waitFor();
  await page.context().close();
});

it('says what somebody may not see, and does not offer what they may not do', async () => {
  const { page } = await world.open();
  await answerWith(page, '/v1/me', 200, { user: 'vera@example.com', org: run.runId, role: 'viewer' });
  const detail = 'This needs the role admin, and you are viewer. Ask an administrator of your organization.';
  await answerWith(page, '/v1/settings', 403, { type: '/problems/forbidden', title: 'Forbidden', status: 403, detail });
  await page.goto('/integrations');
  await page.getByRole('link', { name: 'shop', exact: true }).waitFor();
  await page.getByRole('button', { name: 'vera@example.com' }).waitFor();
  expect(await page.getByRole('button', { name: 'Create integration' }).first().isDisabled()).toBe(true);
  await page.goto('/settings');
  await page.getByText('You are not allowed to do this').waitFor();
  await page.getByText(detail).waitFor();
  await expectAccessible(page);
  await page.context().close();
});

it('is used with the keyboard alone', async () => {
  const { page } = await world.open();
  await page.goto('/');
  await page.getByRole('searchbox', { name: 'Search records' }).focus();
  await page.keyboard.type('t7');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\?q=t7/);
  await page.getByRole('link', { name: 'Runs', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/runs$/);
  await rowOfRun(page).getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/runs/${run.runId}`));
  await page.context().close();
});

it('is dark when somebody wants it so, and tells times in their zone, and in UTC on hover', async () => {
  const { page } = await world.open({ colorScheme: 'light' });
  await page.goto(`/runs/${run.runId}`);
  await page.getByRole('button', { name: 'Appearance' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await page.locator('body.awsui-dark-mode').waitFor();
  await page.reload();
  await page.locator('body.awsui-dark-mode').waitFor();
  const time = page.locator(`time[datetime="${run.startedAt}"]`).first();
  const inBerlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'medium' });
  expect(await time.innerText()).toContain(inBerlin.format(new Date(run.startedAt)));
  expect(await time.getAttribute('title')).toBe(`${run.startedAt.slice(0, 19).replace('T', ' ')} UTC`);
  await page.context().close();
});

it('says that there is nothing at an address, and leads back', async () => {
  const { page } = await world.open();
  await page.goto('/nowhere/at/all');
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Show the runs' }).click();
  await rowOfRun(page).waitFor();
  await page.context().close();
});
