import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '../../shared/api/run.ts';
import { expectAccessible, openWindow, startBrowser } from '../harness/browser.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { manyPeople, type PeopleSource, peopleSettings, startPeopleSource } from './people-source.ts';

let product: Product;
let source: PeopleSource;
let browser: Browser;
let [first, second]: Run[] = [];

const longText = (letter: string) => letter.repeat(1_500);

beforeAll(async () => {
  const [ada, ...others] = manyPeople(60);
  const before = { ...ada, name: 'Ada Lovelace', phone: '1', bio: longText('a'), tags: ['x'] };
  source = await startPeopleSource([before, ...others, { name: 'Nobody' }, { id: 'p5', name: 'Person 5 again' }]);
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  const settings = peopleSettings(source);
  const { integrationId } = await product.api.createIntegration({ name: 'Staff', connector: 'http', settings });
  first = await sync(product.api, integrationId);
  const { phone: _gone, ...rest } = before;
  source.people[0] = { ...rest, email: 'ada@example.org', bio: longText('b'), tags: ['x', 'y'], nickname: 'Countess' };
  second = await sync(product.api, integrationId, { type: 'full' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.close();
  await source?.close();
});

const stepOf = (run: Run | undefined, more = '') => `/runs/${run?.runId}/steps/people${more}`;
const crumbs = (page: Page) => page.getByRole('navigation', { name: 'Breadcrumbs' });
const visible = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();

it('goes down from a step over a page and a record to a call, and back up by the breadcrumb', async () => {
  const { page, complaints } = await openWindow(browser, product.url);
  await page.goto(stepOf(second));
  await page.getByRole('heading', { name: 'people', level: 1 }).waitFor();
  await visible(page, '62 of 62');

  await page.getByRole('tab', { name: 'Pages' }).click();
  await page.getByRole('link', { name: 'Page 1', exact: true }).click();
  await page.getByRole('heading', { name: 'Page 1', level: 1 }).waitFor();
  await visible(page, '200 OK');
  await page.getByRole('combobox', { name: /A record/ }).fill('Ada');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();

  await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
  await page.getByRole('table', { name: 'Calls' }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'GET /people', level: 1 }).waitFor();
  await visible(page, 'The request succeeded.');

  await crumbs(page).getByRole('link', { name: 'Ada Lovelace' }).click();
  await crumbs(page).getByRole('link', { name: 'Page 1', exact: true }).click();
  await crumbs(page).getByRole('link', { name: 'people', exact: true }).click();
  await page.getByRole('heading', { name: 'people', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe(stepOf(second));
  expect(
    await crumbs(page)
      .getByRole('link', { name: /^Staff, / })
      .getAttribute('href'),
  ).toBe(`/runs/${second?.runId}`);
  expect(complaints).toEqual([]);
});

it.each(['light', 'dark'] as const)('leaves nobody out on its pages, %s', async (colorScheme) => {
  const { page } = await openWindow(browser, product.url, { colorScheme });
  await page.goto(stepOf(second, '?action=SKIP'));
  await page.getByRole('link', { name: 'Person 5 again' }).waitFor();
  await expectAccessible(page);
  await page.goto(`/runs/${second?.runId}/entity?stream=people&externalId=p0`);
  await page.getByRole('table', { name: 'What changed' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('table', { name: 'Calls' }).getByRole('link').first().click();
  await page.getByRole('table', { name: 'Attempts' }).waitFor();
  await expectAccessible(page);
});

it('tells of a record what was decided and what changed in it, field by field', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto(`/runs/${second?.runId}/entity?stream=people&externalId=p0`);
  await visible(page, /It is the record rec_\w+ here, by its id "p0"/);
  await visible(page, /It differs from what is stored in .*email/);
  await visible(page, 'It was updated in the record store.');

  const diff = page.getByRole('table', { name: 'What changed' });
  const row = (field: string) => diff.getByRole('row').filter({ has: page.getByRole('rowheader', { name: field }) });
  expect(await row('email').innerText()).toMatch(/Changed\s+p0@example\.com\s+ada@example\.org/);
  expect(await row('phone').innerText()).toMatch(/Removed\s+1\s+\(none\)/);
  expect(await row('nickname').innerText()).toMatch(/Added\s+\(none\)\s+Countess/);
  expect(await row('tags').innerText()).toContain('[\n  "x",\n  "y"\n]');
  await row('bio').getByRole('button', { name: 'Shortened, 1,500 bytes' }).last().click();
  await visible(page, 'The log keeps the first 1,024 bytes of a value.');
});

it('shows why a record was skipped, whole and to be copied, and what the code means', async () => {
  const { page } = await openWindow(browser, product.url, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(stepOf(second));
  await page.getByText('Skipped', { exact: true }).waitFor();
  // The number leads to the list of them.
  await page.getByRole('link', { name: '2', exact: true }).first().click();
  await page.waitForURL(/action=SKIP/);
  const rows = page.getByRole('table', { name: 'Entities' }).getByRole('row');
  await page.getByRole('link', { name: 'Person 59', exact: true }).waitFor({ state: 'detached' });
  expect(await rows.count()).toBe(3);
  await page.getByRole('button', { name: 'The record has no id that can be used.' }).click();
  await page.getByRole('button', { name: 'Copy message' }).click();
  await page.getByText('Copied', { exact: true }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('The record has no id that can be used.');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'duplicate_id' }).click();
  await visible(page, 'What to do: Usually records moved between pages');
  await page.keyboard.press('Escape');
  // Of two with one id, the page of the record has both.
  await page.getByRole('link', { name: 'Person 5 again' }).click();
  await page.getByRole('table', { name: 'All with this id' }).getByText('Person 5 again').waitFor();
});

it('shows refused calls with their retries, attempts and the headroom of the rate limit', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto(stepOf(first));
  await page.getByText('Hit', { exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Pages' }).click();
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Page 2', exact: true }) });
  await row.waitFor();
  // 22 records, of two calls, of which one was a retry.
  expect(await row.innerText()).toMatch(/\b22\s+2\s+1\s+\d+ \/ 60/);
  await row.getByRole('link').click();
  await page.getByRole('tab', { name: 'Calls' }).click();
  await page.getByRole('row').filter({ hasText: '429 Too Many Requests' }).getByRole('link').click();
  await visible(page, 'The rate limit is used up.');
  const attempts = page.getByRole('table', { name: 'Attempts' }).getByRole('row');
  expect(await attempts.allInnerTexts()).toEqual([
    expect.stringContaining('HTTP status'),
    expect.stringContaining('429 Too Many Requests'),
    expect.stringContaining('200 OK'),
  ]);
  await page.getByRole('table', { name: 'Parameters' }).getByRole('row').filter({ hasText: 'page' }).waitFor();
});

it('keeps to a record when somebody looks from its entity to its pages and calls', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto(stepOf(second, '?q=p50'));
  await page.getByRole('link', { name: 'Person 50' }).waitFor();
  await page.getByRole('tab', { name: 'Pages' }).click();
  await page.getByRole('link', { name: 'Page 2', exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'Page 1', exact: true }).count()).toBe(0);
  await page.getByRole('tab', { name: 'Calls' }).click();
  await page.getByRole('row').filter({ hasText: 'page=2' }).first().waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'page=1' }).count()).toBe(0);
});

it('pages through the entities by the address, there and back', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto(stepOf(second));
  const table = page.getByRole('table', { name: 'Entities' });
  await table.getByRole('link', { name: 'Person 59', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Next page of entities' }).click();
  await page.waitForURL(/cursor=/);
  await table.getByRole('link', { name: 'Person 59', exact: true }).waitFor({ state: 'detached' });
  await table.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  await page.goBack();
  await table.getByRole('link', { name: 'Person 59', exact: true }).waitFor();
});

it('syncs one record when asked to, and shows what was decided about it', async () => {
  source.people[3] = { ...source.people[3], name: 'Grace Hopper' };
  const { page } = await openWindow(browser, product.url);
  await page.goto(`/runs/${second?.runId}/entity?stream=people&externalId=p3`);
  await page.getByRole('button', { name: 'Sync this record now' }).click();
  await page.waitForURL((url) => !url.pathname.includes(second?.runId ?? ''));
  await page.getByRole('heading', { name: 'Grace Hopper', level: 1 }).waitFor();
  await visible(page, /The source was asked for "p3": GET .* was answered with 200/);
  await visible(page, 'It differs from what is stored in name.');
  await page.getByRole('table', { name: 'What changed' }).getByText('Person 3').waitFor();
});

it('exports the log of a step as a file', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto(stepOf(second));
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await dialog.getByRole('radio', { name: 'NDJSON' }).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ]);
  await dialog.getByText('1 file,').waitFor();
  expect(download.suggestedFilename()).toMatch(/people-entities-001\.ndjson$/);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(62);
  expect(lines.map((line) => JSON.parse(line).externalId)).toContain('p0');
});

it('says what is missing where an address leads to nothing', async () => {
  const { page } = await openWindow(browser, product.url);
  await page.goto('/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV/steps/people');
  await page.getByText('There is no such run').waitFor();
  await page.goto(`/runs/${second?.runId}/steps/pets`);
  await page.getByText('The run has no step “pets”').waitFor();
  await page.goto(`/runs/${second?.runId}/entity?stream=people&externalId=p999`);
  await page.getByText('The run did not touch this record').waitFor();
  await expectAccessible(page);
});

it('shows the rest where a part of the archive cannot be read, and says that it is not all', async () => {
  const { page } = await openWindow(browser, product.url);
  const problem = { type: '/problems/archive-part-unreadable', title: 'A part of the archive is missing or damaged' };
  await page.route('**/v1/runs/*/entities?*', async (route) => {
    const response = await route.fetch();
    const problems = [
      { ...problem, status: 500, detail: 'What the object people-0 held is not shown.', part: 'people-0' },
    ];
    await route.fulfill({ response, json: { ...(await response.json()), problems } });
  });
  await page.goto(stepOf(second));
  await page.getByText('A part of the archive is missing or damaged').waitFor();
  await page.getByText('What the object people-0 held is not shown.').waitFor();
  await page.getByRole('link', { name: 'Person 59', exact: true }).waitFor();
});
