import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { expectAccessible, openWindow, startBrowser } from '../harness/browser.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { manyPeople, type PeopleSource, peopleSettings, startPeopleSource } from './people-source.ts';

let product: Product;
let source: PeopleSource;
let browser: Browser;
let integrationId: string;

/** Four runs: all are new; p1 is renamed and p2 gone; p4 alone, for which the source answers with somebody else. */
beforeAll(async () => {
  source = await startPeopleSource(manyPeople(20));
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  const settings = peopleSettings(source);
  ({ integrationId } = await product.api.createIntegration({ name: 'Staff', connector: 'http', settings }));
  await product.api.createIntegration({ name: 'Second account', connector: 'http', settings });
  await sync(product.api, integrationId);
  source.people = source.people
    .filter(({ id }) => id !== 'p2')
    .map((one) => (one['id'] === 'p1' ? { ...one, name: 'Ada Lovelace' } : one));
  await sync(product.api, integrationId, { type: 'full' });
  source.mixedUp.add('p4');
  await sync(product.api, integrationId, { streams: ['people'], ids: ['p4'] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await source?.close();
});

const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });
const body = (page: Page, table: string) => page.getByRole('table', { name: table }).locator('tbody').getByRole('row');

async function searchFor(page: Page, text: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('searchbox', { name: 'Search records' }).fill(text);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\?q=/);
}

it('answers from an id alone why a contact did not sync last night', async () => {
  const { page, complaints } = await openWindow(browser, product.url);
  await searchFor(page, 'p4');
  // Newest first, with what each run did and why.
  await body(page, 'Runs that touched it').nth(2).waitFor();
  const rows = await body(page, 'Runs that touched it').allInnerTexts();
  expect(rows.map((row) => /Skip|None|Create/.exec(row)?.[0])).toEqual(['Skip', 'None', 'Create']);
  expect(rows[0]).toContain('not_the_record');

  await page.getByRole('link', { name: 'History of p4 in people' }).click();
  await answer(page).getByText('The newest run that touched it failed with it').waitFor();
  await answer(page)
    .getByText(/The reason: /)
    .waitFor();
  await answer(page)
    .getByText(/What to do: Look at the calls/)
    .waitFor();
  await expectAccessible(page);
  await answer(page).getByRole('link').first().click();
  await page.getByText(/^Failed with \w+: /).waitFor();
  await page.getByRole('link', { name: 'Every run that touched this record' }).waitFor();
  expect(complaints).toEqual([]);
});

it('says of a record that no run touched what to check next', async () => {
  const { page } = await openWindow(browser, product.url);
  await searchFor(page, 'nobody@nowhere');
  await page.getByText('No run touched such a record').waitFor();
  await page.getByRole('link', { name: 'Find out why it did not sync' }).click();
  await page.getByRole('button', { name: /^Integration/ }).click();
  await page.getByRole('option', { name: /Staff/ }).click();
  await page.getByRole('button', { name: 'Show history' }).click();
  await answer(page).getByText('No run touched this record in the last 30 days').waitFor();
  await answer(page).getByText('None of the 2 newest runs of “people” touched it.').waitFor();
  await answer(page).getByText('No next run of “people” is planned.').waitFor();
  await answer(page).getByText('19 records of “people” are known').waitFor();
  expect(await answer(page).getByText('19 records pulled').count()).toBeGreaterThan(0);
  await page.getByText('No run touched this record', { exact: true }).waitFor();
});

it('tells the life of a record in words and field by field', async () => {
  const { page } = await openWindow(browser, product.url);
  const historyOf = (id: string) => `/history?integrationId=${integrationId}&stream=people&externalId=${id}`;
  await page.goto(historyOf('p1'));
  await answer(page).getByText('It was synced', { exact: true }).waitFor();
  await answer(page).getByText('The run updated it, 1 field.').waitFor();
  // The run for another record alone was not for this one.
  expect(await answer(page).getByText('did not touch it').count()).toBe(0);
  await page.getByText('name: Person 1 → Ada Lovelace').waitFor();
  expect(await body(page, 'Runs that touched it').count()).toBe(2);
  await page.goto(historyOf('p2'));
  await answer(page).getByText('It was deleted, because the source has it no more').waitFor();
});

it('finds by the beginning of a name, in a scope that the address says, and within one run', async () => {
  const { page } = await openWindow(browser, product.url);
  await searchFor(page, 'ada');
  await page.getByRole('table', { name: 'Runs that touched it' }).getByText('Ada Lovelace').waitFor();
  await page.goto('/search?q=person+10&action=UPDATE');
  await page.getByText('No runs match').waitFor();
  await page.getByRole('table').getByRole('button', { name: 'Clear filters' }).click();
  await body(page, 'Runs that touched it').nth(1).waitFor();
  expect(new URL(page.url()).search).toBe('?q=person+10');

  // From below a run, the search stays in it until somebody widens it.
  await body(page, 'Runs that touched it').getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Person 10', level: 1 }).waitFor();
  await page.getByRole('searchbox', { name: 'Search records in this run' }).fill('p7');
  await page.keyboard.press('Enter');
  await page.getByText('In one run only').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'History of Person 7 in people' }).waitFor();
  expect(await body(page, 'Runs that touched it').count()).toBe(1);
  await page.getByRole('link', { name: 'Search all runs instead' }).click();
  await body(page, 'Runs that touched it').nth(1).waitFor();
});

it('lists what was changed, of an integration or a connector, with what is in a record', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto(`/records?integrationId=${integrationId}`);
  await page.getByRole('link', { name: 'Ada Lovelace', exact: true }).waitFor();
  expect(await body(page, 'Records').count()).toBe(20);
  await page.getByRole('button', { name: 'Show Ada Lovelace' }).click();
  await page.getByRole('dialog', { name: 'Ada Lovelace' }).getByText('"p1@example.com"').waitFor();
  await page.keyboard.press('Escape');
  await page.goto('/records?connector=http&action=DELETE&last=24h');
  await page.getByRole('link', { name: 'Person 2', exact: true }).waitFor();
  expect(await body(page, 'Records').count()).toBe(1);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'What the run did with Person 2' }).click();
  await page.getByText('It was deleted in the record store.').waitFor();
});

it('groups what fails over all runs, and replays the rest once the cause is mended', async () => {
  // Failures are grouped when a run is archived, for which the sweep comes every minute.
  await product.runtime.invoke('Watch/SweepRuns/Function', {});
  await vi.waitFor(
    async () => {
      const answered = await fetch(`${product.url}/v1/clusters?integrationId=${integrationId}`);
      const { items } = (await answered.json()) as { items: unknown[] };
      expect(items).toHaveLength(1);
    },
    { timeout: 30_000, interval: 200 },
  );
  const { page } = await openWindow(browser, product.url);
  await page.goto('/clusters');
  await page.getByRole('button', { name: /^Integration/ }).click();
  await page.getByRole('option', { name: /Staff/ }).click();
  await page.getByRole('button', { name: 'not_the_record' }).click();
  await page.getByText('What to do: Look at the calls; in a connector file, at x-syncline.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'History of p4' }).waitFor();
  await expectAccessible(page);

  source.mixedUp.clear();
  await page.getByRole('button', { name: 'Replay the rest' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay what failed' });
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await page.waitForURL(/\/runs\/[^/]+$/);
  const runId = new URL(page.url()).pathname.split('/')[2] ?? '';
  await page.goto(`/runs/${runId}/entity?stream=people&externalId=p4`);
  await page.getByText('It is the same as what is stored.').waitFor();
});
