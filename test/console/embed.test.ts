import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectAccessible, openWindow, startBrowser } from '../harness/browser.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { manyPeople, type PeopleSource, peopleSettings, startPeopleSource } from './people-source.ts';

let product: Product;
let source: PeopleSource;
let browser: Browser;
let [ours, theirs]: { readonly integrationId: string; readonly runId: string }[] = [];

beforeAll(async () => {
  source = await startPeopleSource(manyPeople(10));
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  const connect = async (name: string) => {
    const settings = peopleSettings(source);
    const { integrationId } = await product.api.createIntegration({ name, connector: 'http', settings });
    const { runId } = await sync(product.api, integrationId);
    return { integrationId, runId };
  };
  ours = await connect('Ours');
  theirs = await connect('Theirs');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await source?.close();
});

const at = (path: string) => `/embed/${ours?.integrationId}${path}`;

it('keeps search, records and failures to the one integration, without a choice of others', async () => {
  const { page } = await openWindow(browser, product.url);
  // An address that asks for another one does not get it either.
  const other = `integrationId=${theirs?.integrationId}`;
  await page.goto(at(`/search?q=p3&${other}`));
  const found = page.getByRole('table', { name: 'Runs that touched it' }).locator('tbody').getByRole('row');
  await found.getByRole('link').first().waitFor();
  expect((await found.allInnerTexts()).map((row) => /Ours|Theirs/.exec(row)?.[0])).toEqual(['Ours']);
  await expectAccessible(page);

  await page.goto(at(`/records?${other}`));
  const records = page.getByRole('table', { name: 'Records' }).locator('tbody').getByRole('row');
  await records.nth(9).waitFor();
  expect(await records.count()).toBe(10);
  expect(await page.getByText('Theirs').count()).toBe(0);
  expect(await page.getByText('Whose records').count()).toBe(0);

  await page.goto(at(`/clusters?${other}`));
  await page.getByText('Nothing was skipped, and nothing failed').waitFor();
  expect(await page.getByText('Choose an integration').count()).toBe(0);

  await page.goto(at(`/history?${other}&stream=people&externalId=p3`));
  await page.getByRole('region', { name: 'Answer' }).getByText('It was synced').waitFor();
  expect(
    await page
      .getByRole('link', { name: /\d{2}:\d{2}/ })
      .first()
      .getAttribute('href'),
  ).toContain(ours?.runId);
});

it('leads through the whole log, and nowhere out of it', async () => {
  const { page, complaints } = await openWindow(browser, product.url);
  await page.goto(at(''));
  await page.waitForURL((url) => url.pathname === at('/runs'));
  await page.goto(at(`/runs/${ours?.runId}/steps/people`));
  await page.getByRole('link', { name: 'Person 3' }).waitFor();
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()).toEqual([
    'Runs',
    'Search',
    'History of a record',
    'Updated records',
    'Failures',
  ]);
  for (const name of [/^Person 3$/, /^\d{2} Nov|^\d{2} \w+ \d{4}/])
    await page.getByRole('link', { name }).last().click();
  await page.getByRole('heading', { name: 'GET /people', level: 1 }).waitFor();
  const hrefs = await page
    .getByRole('link')
    .evaluateAll((links) => links.flatMap((link) => link.getAttribute('href') ?? []));
  expect(hrefs.filter((href) => !href.startsWith(at('/')))).toEqual([]);
  await expectAccessible(page);

  await page.getByRole('searchbox', { name: 'Search records in this run' }).fill('Person 4');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === at('/search'));
  await page.getByRole('link', { name: 'History of Person 4 in people' }).waitFor();
  expect(complaints).toEqual([]);
});

it('says so instead of showing a run of another integration, on every level', async () => {
  const { page } = await openWindow(browser, product.url);
  for (const below of ['/steps/people', '/steps/people/pages/1', '/entity?stream=people&externalId=p3']) {
    await page.goto(at(`/runs/${theirs?.runId}${below}`));
    await page.getByText('This run belongs to another integration').waitFor();
    expect(await page.getByText('Person 3').count()).toBe(0);
  }
  await page.goto(at('/integrations'));
  await page.getByText('There is nothing here').first().waitFor();
});
