import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Integration } from '../../shared/api/integration.ts';
import { expectAccessible, openWindow, startBrowser, type Visit } from '../harness/browser.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { oddManifest, type ShopSource, shopSettings, shopToken, startShopSource } from './shop-source.ts';

let product: Product;
let source: ShopSource;
let browser: Browser;
let visit: Visit;
let page: Page;

beforeAll(async () => {
  [product, browser, source] = await Promise.all([startProduct(), startBrowser(), startShopSource()]);
  visit = await openWindow(browser, product.url);
  page = visit.page;
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await source?.close();
});

const tile = (name: string): Locator => page.getByRole('article', { name, exact: true });

async function choose(what: string | RegExp, option: string): Promise<void> {
  await page.getByRole('button', { name: what }).click();
  await page.getByRole('option', { name: option }).click();
}

async function act(name: string, action: string): Promise<void> {
  await tile(name)
    .getByRole('button', { name: `Actions on ${name}` })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
}

async function integration(name: string): Promise<Integration> {
  const { items } = await product.api.integrations({ name });
  if (items[0] === undefined) throw new Error(`There is no ${name}.`);
  return items[0];
}

it('begins with nothing, and leads to the first integration', async () => {
  await page.goto('/integrations');
  await page.getByText('No integrations yet').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create integration' }).last().click();
  await page.getByRole('heading', { name: 'Create integration' }).waitFor();
  expect(page.url()).toMatch(/\/integrations\/new$/);
});

it('says what is not supported before anything is saved, and asks for what the manifest asks for', async () => {
  await page.getByRole('textbox', { name: 'Manifest' }).fill(oddManifest);
  await page.getByText('odd: not supported').waitFor();
  await page
    .getByText(/CustomRecordExtractor/)
    .last()
    .waitFor();
  await page.getByText('1 of 2 streams are supported').waitFor();
  expect(await page.getByRole('spinbutton', { name: 'Page size' }).inputValue()).toBe('100');
  await page.getByRole('textbox', { name: 'Address' }).fill(source.url);
  await choose(/^Region/, 'eu');
  await page.getByRole('button', { name: 'Add to tags' }).click();
  await page.getByRole('textbox', { name: 'Tags 1' }).fill('vip');
  await page.getByRole('textbox', { name: 'Extra' }).fill('{"depth": ');
  await page.getByText('This is not JSON yet').waitFor();
  expect(await page.getByRole('button', { name: 'Create integration' }).isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Extra' }).fill('{"depth": 2}');
  await choose(/^Access/, 'Token');
  await page.getByRole('button', { name: 'Create integration' }).click();
  await page.getByRole('textbox', { name: 'Name' }).and(page.locator('[aria-invalid=true]')).waitFor();
  await expectAccessible(page);
});

it('tries the settings without saving them, and puts what is wrong at its field', async () => {
  const secret = page.getByRole('textbox', { name: 'Token', exact: true });
  expect(await secret.getAttribute('type')).toBe('password');
  await page.getByRole('textbox', { name: 'Name' }).fill('Shop Wien');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('/config/access/token').waitFor();
  await secret.and(page.locator('[aria-invalid=true]')).waitFor();
  await choose(/^Streams/, 'orders');
  await page.keyboard.press('Escape');
  await secret.fill('wrong');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('The connection does not work').waitFor();
  await secret.fill(shopToken);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByText('The connection works').waitFor();
  await page.getByText('Nothing is saved yet.').waitFor();
  expect((await product.api.integrations({})).items).toEqual([]);
});

it('creates it, with whom to tell', async () => {
  expect(await page.getByRole('checkbox', { name: /Tell somebody/ }).isChecked()).toBe(true);
  await page.getByRole('textbox', { name: 'Who is written to' }).fill('ops@example.com');
  await page.getByRole('button', { name: 'Add address' }).click();
  await page.getByRole('button', { name: 'Create integration' }).click();
  await page.getByRole('heading', { name: 'Shop Wien' }).waitFor();
  await page.getByText('Shop Wien is created').waitFor();
  expect(await integration('Shop Wien')).toMatchObject({
    settings: {
      streams: ['orders'],
      config: { region: 'eu', page_size: 100, tags: ['vip'], extra: { depth: 2 }, access: { kind: 'token' } },
    },
    secrets: ['/config/access/token'],
    alerts: { enabled: true, emails: ['ops@example.com'] },
    runsOn: 'cloud',
  });
});

it('runs it from its tile, and shows what came of it', async () => {
  await page.goto('/integrations');
  await tile('Shop Wien').getByText('Never synced').waitFor();
  await tile('Shop Wien').getByText('No runs yet').waitFor();
  await act('Shop Wien', 'Run now');
  await page.getByRole('radio', { name: /^Full/ }).check();
  expect(await page.getByRole('radio', { name: /^Update/ }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Start run' }).click();
  await page.getByText('A run of Shop Wien has started').waitFor();
  await tile('Shop Wien').getByText('1 run: 1 success').waitFor();
  await tile('Shop Wien').getByText('Active', { exact: true }).waitFor();
  await tile('Shop Wien').getByText('0 % of records').waitFor();
  expect(
    await tile('Shop Wien')
      .getByRole('link', { name: /accounts/ })
      .count(),
  ).toBe(0);
  await act('Shop Wien', 'Run now');
  await page.getByRole('checkbox', { name: 'Dry run' }).check();
  await page.getByRole('button', { name: 'Start dry run' }).click();
  await page.getByText('A dry run of Shop Wien has started').waitFor();
  const { integrationId } = await integration('Shop Wien');
  await tile('Shop Wien').getByRole('link', { name: 'Runs of Shop Wien' }).click();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(`/runs?integrationId=${integrationId}`);
});

it('shows why one does not work, what fails, and who is to read it', async () => {
  const create = (name: string, more: object = {}) =>
    product.api.createIntegration({ name, connector: 'http', settings: shopSettings(source), ...more });
  const [broken] = [
    await create('Shop Graz'),
    await create('Shop Linz', { runsOn: 'office' }),
    await create('Old shop'),
  ];
  await product.api.createRunner({ name: 'office-1', pool: 'office' });
  source.isOpen = false;
  await sync(product.api, broken.integrationId);
  source.isOpen = true;
  await page.goto('/integrations');
  await tile('Shop Graz').getByText('Error', { exact: true }).waitFor();
  await tile('Shop Graz').getByText('The source refused the credentials').waitFor();
  await tile('Shop Graz').getByText('100 % of runs').waitFor();
  await tile('Shop Graz').getByText('(alert at 30 %)').last().waitFor();
  await tile('Shop Graz').getByRole('link', { name: 'All accounts of http' }).waitFor();
  await tile('Shop Linz').getByText('1 runner offline').waitFor();
  await act('Old shop', 'Disable');
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await tile('Old shop').getByText('Disabled', { exact: true }).waitFor();
  await tile('Old shop').getByRole('button', { name: 'Actions on Old shop' }).click();
  const run = page.getByRole('menuitem', { name: 'Run now' });
  expect(await run.getAttribute('aria-disabled')).toBe('true');
  await page.keyboard.press('Escape');
  await act('Shop Graz', 'Test connection');
  await page.getByText('The connection works').waitFor();
  await page.getByRole('link', { name: 'in the history' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await tile('Shop Graz').getByText('Active', { exact: true }).waitFor();
});

it('shows a schedule that is paused, and when what is collected next', async () => {
  const { integrationId } = await integration('Shop Wien');
  await product.api.updateSchedule(integrationId, { streams: { orders: { kind: 'rate', every: 2, unit: 'hours' } } });
  await tile('Shop Wien')
    .getByText(/^orders (?:in .+|now)$/)
    .waitFor();
  await act('Shop Wien', 'Pause schedule');
  await tile('Shop Wien').getByText('Schedule paused').waitFor();
  await tile('Shop Wien').getByText('None while it is paused').waitFor();
  await act('Shop Wien', 'Resume schedule');
  await tile('Shop Wien')
    .getByText(/^orders in /)
    .waitFor();
});

it('is narrowed by name and status, in the address', async () => {
  await page.goto('/integrations?status=DISABLED');
  await tile('Old shop').waitFor();
  expect(await page.getByRole('article').count()).toBe(1);
  await page.goto('/integrations?q=shop&connector=http');
  await tile('Shop Linz').waitFor();
  expect(await page.getByRole('article').count()).toBe(4);
  await page.goto('/integrations?q=nowhere');
  await page.getByText('No integrations match').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await tile('Shop Linz').waitFor();
});

it('makes a target of it, which sends the records of another', async () => {
  await page.goto('/integrations/new?connector=http-target');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Mailing');
  await choose(/^Integration id/, 'Shop Wien');
  await page.getByRole('textbox', { name: 'Base url' }).fill(source.url);
  await page.getByRole('textbox', { name: 'New name in secret headers' }).fill('Authorization');
  await page.getByRole('textbox', { name: 'New name in secret headers' }).press('Enter');
  const header = page.getByRole('textbox', { name: 'Authorization', exact: true });
  expect(await header.getAttribute('type')).toBe('password');
  await header.fill('Bearer hidden');
  await page.getByRole('textbox', { name: 'New name in streams' }).fill('orders');
  await page.getByRole('textbox', { name: 'New name in streams' }).press('Enter');
  const request = (name: string): Locator => page.getByRole('group', { name, exact: true });
  for (const [name, method, path] of [
    ['Create', 'POST', '/people'],
    ['Update', 'PUT', '/people/{{ id }}'],
  ] as const) {
    await request(name)
      .getByRole('button', { name: /^Method/ })
      .click();
    await page.getByRole('option', { name: method }).click();
    await request(name).getByRole('textbox', { name: 'Path' }).fill(path);
  }
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create integration' }).click();
  await page.getByRole('heading', { name: 'Mailing' }).waitFor();
  const { integrationId } = await integration('Shop Wien');
  expect(await integration('Mailing')).toMatchObject({
    direction: 'outbound',
    readsFrom: integrationId,
    secrets: ['/secretHeaders/Authorization'],
    settings: { concurrency: 4, streams: { orders: { update: { method: 'PUT', path: '/people/{{ id }}' } } } },
  });
});

it('is accessible in light and dark, and complains of nothing', async () => {
  await page.goto('/integrations');
  await tile('Mailing').getByText('No runs yet').waitFor();
  await expectAccessible(page);
  const dark = await openWindow(browser, product.url, { colorScheme: 'dark' });
  await dark.page.goto('/integrations');
  await dark.page.getByRole('article', { name: 'Shop Graz' }).getByText('1 run: 1 failed').waitFor();
  await expectAccessible(dark.page);
  expect([...visit.complaints, ...dark.complaints].filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
});
