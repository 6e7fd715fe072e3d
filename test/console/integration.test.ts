import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectAccessible, openWindow, startBrowser, type Visit } from '../harness/browser.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { type ShopSource, shopSettings, shopToken, startShopSource } from './shop-source.ts';

let product: Product;
let source: ShopSource;
let browser: Browser;
let visit: Visit;
let page: Page;
let integrationId: string;

beforeAll(async () => {
  [product, browser, source] = await Promise.all([startProduct(), startBrowser(), startShopSource()]);
  visit = await openWindow(browser, product.url);
  page = visit.page;
  const settings = shopSettings(source);
  ({ integrationId } = await product.api.createIntegration({ name: 'Shop', connector: 'http', settings }));
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await source?.close();
});

const open = async (tab?: string): Promise<void> => {
  await page.goto(`/integrations/${integrationId}${tab === undefined ? '' : `?tab=${tab}`}`);
  await page.getByRole('heading', { name: 'Shop', exact: true }).waitFor();
};
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const textbox = (name: string) => page.getByRole('textbox', { name, exact: true });
const number = (name: string) => page.getByRole('spinbutton', { name, exact: true });
const stored = () => product.api.integration(integrationId);

it('tells how it does, stream by stream, and leads to its records, its search and its failures', async () => {
  source.unnamed = 1;
  await sync(product.api, integrationId);
  source.unnamed = 0;
  await open();
  await page.getByText('1 run: 1 success').waitFor();
  await page.getByRole('row', { name: /orders 3 / }).waitFor();
  expect(await page.getByRole('link', { name: 'See updated records' }).getAttribute('href')).toBe(
    `/records?integrationId=${integrationId}`,
  );
  expect(await page.getByRole('link', { name: 'Search its records' }).getAttribute('href')).toBe(
    `/search?integrationId=${integrationId}`,
  );
  expect(await page.getByRole('link', { name: 'Failures' }).last().getAttribute('href')).toBe(
    `/clusters?integrationId=${integrationId}`,
  );
  await expectAccessible(page);
});

it('shows the next five times of a rhythm in its time zone before it is saved', async () => {
  await page.getByRole('tab', { name: 'Schedule' }).click();
  expect(page.url()).toContain('tab=schedule');
  await page.getByText('Nothing starts by itself.').waitFor();
  await page.getByRole('button', { name: /Rhythm of orders/ }).click();
  await page.getByRole('option', { name: /cron/ }).click();
  await page.getByRole('button', { name: /Time zone/ }).click();
  await page.getByPlaceholder('Find a time zone').fill('tokyo');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  await textbox('Cron expression of orders').fill('30 9 * * *');
  await page.getByText('As clocks show them in Asia/Tokyo.').waitFor();
  await page
    .getByText(/^\w{3}, \d+ \w{3,4} \d{4}, 09:3[0-5]$/)
    .nth(4)
    .waitFor();
  await textbox('Cron expression of orders').fill('daily');
  await page.getByText(/"daily" is no schedule/).waitFor();
  expect(await button('Save schedule').isDisabled()).toBe(true);
  await textbox('Cron expression of orders').fill('0 6 * * MON-FRI');
  await page.getByText('orders, at 0 6 * * MON-FRI').waitFor();
  await expectAccessible(page);
  await button('Save schedule').click();
  await page.getByText('The schedule of Shop is saved.').waitFor();
  expect(await product.api.schedule(integrationId)).toMatchObject({
    paused: false,
    timeZone: 'Asia/Tokyo',
    streams: [{ name: 'orders', rhythm: { kind: 'cron', expression: '0 6 * * MON-FRI' } }],
  });
  await button('Pause schedule').click();
  await page.getByText('Nothing starts by itself. The times below are those that it would have.').waitFor();
  await page
    .getByText(/, 06:0[0-5]$/)
    .nth(4)
    .waitFor();
  expect(await product.api.schedule(integrationId)).toMatchObject({ paused: true });
  await button('Resume schedule').click();
  await page.getByText('The schedule goes on.').waitFor();
});

it('tests saved settings for the record, and unsaved ones without', async () => {
  await open('settings');
  expect(await textbox('Address').inputValue()).toBe(source.url);
  expect(await textbox('Token').inputValue()).toBe('');
  await page.getByText('Leave this empty to keep it').waitFor();
  expect(await page.content()).not.toContain(shopToken);
  await button('Test connection').click();
  await page.getByText('The connection works').waitFor();
  await page.getByRole('link', { name: 'in the history' }).waitFor();
  await textbox('Address').fill('http://127.0.0.1:1');
  await button('Test connection').click();
  await page.getByText('The connection does not work').waitFor();
  await page.getByText('so the history has no entry of it').waitFor();
  const { items } = await product.api.runs({ integrationId, action: 'test' });
  expect(items).toHaveLength(1);
  await expectAccessible(page);
});

it('keeps the secret where another setting changes, and tells what changed', async () => {
  await textbox('Address').fill(`${source.url}/`);
  await textbox('Name').fill('');
  await button('Save settings').click();
  await textbox('Name').and(page.locator('[aria-invalid=true]')).waitFor();
  await textbox('Name').fill('Shop');
  await button('Save settings').click();
  await page.getByText('The settings of Shop are saved.').waitFor();
  expect(await stored()).toMatchObject({
    settings: { config: { base_url: `${source.url}/`, access: { kind: 'token' } } },
    secrets: ['/config/access/token'],
  });
  expect(await product.api.testIntegration(integrationId)).toMatchObject({ ok: true });
  await textbox('Token').fill('another-token');
  await button('Save settings').click();
  await page.getByRole('tab', { name: 'History' }).click();
  await page
    .getByRole('row', { name: /Update settings .* settings\.config\.access\.token/ })
    .first()
    .waitFor();
  await page
    .getByRole('row', { name: /Update settings .* settings\.config\.base_url/ })
    .first()
    .waitFor();
  await page
    .getByRole('row', { name: /Test connection/ })
    .first()
    .waitFor();
  expect(await page.content()).not.toContain('another-token');
  await expectAccessible(page);
  await page.goto(`/integrations/${integrationId}?tab=history&action=test`);
  await page
    .getByRole('row', { name: /Test connection/ })
    .first()
    .waitFor();
  expect(await page.getByRole('row', { name: /Update settings/ }).count()).toBe(0);
});

it('decides what is an alert and who hears of it, and sends a test', async () => {
  await open('alerts');
  await page.getByText('Nothing was wrong so far').waitFor();
  await number('Failed records, in %').fill('250');
  await button('Save alerts').click();
  await number('Failed records, in %').and(page.locator('[aria-invalid=true]')).waitFor();
  await number('Failed records, in %').fill('12.5');
  await page.getByRole('checkbox', { name: 'Too many runs fail' }).uncheck();
  await page.getByRole('radio', { name: 'After so many hours' }).check();
  await number('Hours without a successful run').fill('36');
  await textbox('E-mail').fill('one@example.com, two@example.com');
  await button('Add address').click();
  await textbox('Address of the webhook').fill('https://hooks.example.com/secret-path');
  await button('Save alerts').click();
  await page.getByText('The alerts of Shop are saved.').waitFor();
  expect((await stored()).alerts).toMatchObject({
    emails: ['one@example.com', 'two@example.com'],
    webhook: 'https://hooks.example.com/…',
    errorRate: { records: 0.125, runs: null, windowHours: 24 },
    stalenessHours: 36,
  });
  await button('Remove webhook').click();
  await button('Save alerts').click();
  await page.getByText('Takes a POST').waitFor();
  expect((await stored()).alerts.webhook).toBeNull();
  await button('Send test').click();
  await page.getByText(/Sent by .*e-mail/).waitFor();
  await expectAccessible(page);
});

it('decides how many deletions wait for a yes', async () => {
  await open('deletions');
  await number('More than this share, in %').fill('5');
  await button('Limits of its own').click();
  await number('And more than this number of orders').fill('2');
  await button('Save deletion guard').click();
  await page.getByText('The deletion guard of Shop is saved.').waitFor();
  expect((await stored()).deletionGuard).toEqual({
    percent: 5,
    count: 50,
    expiresAfterDays: 7,
    streams: { orders: { percent: 5, count: 2 } },
  });
  await expectAccessible(page);
});

it('makes a webhook, whose secret is shown once, and removes it', async () => {
  await open('webhook');
  await button('Create webhook').click();
  await page.getByText('Keep the secret now').waitFor();
  const secret = await page.getByText(/^whsec_/).innerText();
  await expectAccessible(page);
  await open('webhook');
  await page.getByText(`/v1/hooks/${integrationId}`).waitFor();
  expect(await page.content()).not.toContain(secret);
  await button('New secret').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make new secret' }).click();
  await page.getByText(/^whsec_/).waitFor();
  expect(await page.getByText(/^whsec_/).innerText()).not.toBe(secret);
  expect((await product.api.hook(integrationId)).previousUntil).not.toBeNull();
  await button('Remove webhook').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove webhook' }).click();
  await page.getByText('There is none').waitFor();
});

it('is disabled, enabled, and deleted by who types its name', async () => {
  await page.goto(`/integrations/${integrationId}/edit`);
  await button('Disable integration').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await button('Enable integration').click();
  await page.getByText('Shop is enabled.').waitFor();
  expect(await stored()).toMatchObject({ status: 'ACTIVE' });
  await button('Delete integration').click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
  await textbox('Type Shop to confirm').fill('Shop');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No integrations yet').waitFor();
  await expect(stored()).rejects.toThrow('There is no integration');
  await page.goto(`/integrations/${integrationId}`);
  await page.getByText('There is no such integration').waitFor();
});

it('makes a runner, whose token is shown once, and revokes it', async () => {
  await page.goto('/runners');
  await page.getByText('No runners yet').waitFor();
  await button('Create runner').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('office-1');
  await dialog.getByRole('combobox', { name: 'Pool' }).fill('Office');
  await dialog.getByRole('button', { name: 'Create runner' }).click();
  await dialog
    .getByText(/lower-case letters, digits and hyphens/)
    .nth(1)
    .waitFor();
  await dialog.getByRole('combobox', { name: 'Pool' }).fill('office');
  await dialog.getByRole('button', { name: 'Create runner' }).click();
  const token = await page.getByText(/^slr_/).innerText();
  await page.getByText(`SYNCLINE_RUNNER_TOKEN=${token} npx syncline runner --url ${product.url}`).waitFor();
  await page.getByRole('row', { name: /office-1 office Offline Never/ }).waitFor();
  await expectAccessible(page);
  await button('Revoke office-1').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('row', { name: /office-1 office Revoked/ }).waitFor();
  await page.goto('/runners');
  await page.getByRole('row', { name: /office-1/ }).waitFor();
  expect(await page.content()).not.toContain(token);
});

it('decides how long logs are kept, and who is told where an integration names nobody', async () => {
  await page.goto('/settings');
  await number('Days in the database').fill('20');
  await page.getByRole('button', { name: /^Kept in all/ }).click();
  await page.getByRole('option', { name: '14 days' }).click();
  await button('Save retention').click();
  await page
    .getByText(/cannot be in the database for 20 days/)
    .first()
    .waitFor();
  await number('Days in the database').fill('3');
  await button('Save retention').click();
  await page.getByText('Logs of runs that start from now on').waitFor();
  await textbox('E-mail').fill('ops@example.com');
  await textbox('E-mail').press('Enter');
  await button('Save recipients').click();
  await page.getByText('The recipients of alerts are saved.').waitFor();
  expect(await product.api.settings()).toEqual({
    retention: { hotDays: 3, archiveDays: 14 },
    alerts: { emails: ['ops@example.com'] },
  });
  await expectAccessible(page);
});

// Ten pages are looked through.
it('is accessible in the dark, and complained of nothing', async () => {
  const settings = shopSettings(source);
  const made = await product.api.createIntegration({ name: 'Dark shop', connector: 'http', settings });
  const dark = await openWindow(browser, product.url, { colorScheme: 'dark' });
  for (const tab of ['overview', 'schedule', 'history', 'alerts', 'deletions', 'webhook', 'settings']) {
    await dark.page.goto(`/integrations/${made.integrationId}?tab=${tab}`);
    await dark.page.getByRole('tabpanel').getByRole('heading').first().waitFor();
    await expectAccessible(dark.page);
  }
  for (const path of ['/runners', '/settings', '/integrations/new']) {
    await dark.page.goto(path);
    await dark.page.getByRole('heading', { level: 2 }).first().waitFor();
    await expectAccessible(dark.page);
  }
  // The browser itself notes each answer that is a refusal.
  const complaints = [...visit.complaints, ...dark.complaints].filter((text) => !/status of 4\d\d/.test(text));
  expect(complaints).toEqual([]);
}, 240_000);
