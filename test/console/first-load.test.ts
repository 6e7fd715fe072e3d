import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '../../console/routing/paths.ts';
import { openWindow, startBrowser } from '../harness/browser.ts';
import { type Product, startProduct } from '../harness/product.ts';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.close();
});

const budgetBytes = 500_000;

const routes = [
  paths.overview(),
  paths.integrations(),
  paths.newIntegration(),
  paths.runs(),
  paths.search(),
  paths.records(),
  paths.clusters(),
  paths.alerts(),
  paths.deletions(),
  paths.runners(),
  paths.settings(),
];

it.each(routes)('%s loads at most 500 KB, compressed', async (route) => {
  const { page } = await openWindow(browser, product.url);
  const loaded = new Map<string, number>();
  const reading: Promise<void>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/(v1|config\.json)/.test(pathname) || !response.ok()) return;
    reading.push(response.body().then((body) => void loaded.set(pathname, bytesOnTheWire(pathname, body))));
  });
  await page.goto(route);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await Promise.all(reading);
  const total = [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0);
  expect(loaded.size).toBeGreaterThan(2);
  expect(
    total,
    JSON.stringify(
      [...loaded].sort(([, left], [, right]) => right - left),
      null,
      1,
    ),
  ).toBeLessThan(budgetBytes);
  await page.context().close();
});

const compressed = new Map<string, number>();

/** Names of assets have a hash of what is in them, so each need be compressed once. Fonts are compressed already. */
function bytesOnTheWire(pathname: string, body: Buffer): number {
  if (pathname.endsWith('.woff2')) return body.length;
  const known = compressed.get(pathname) ?? brotliCompressSync(body).length;
  compressed.set(pathname, known);
  return known;
}
