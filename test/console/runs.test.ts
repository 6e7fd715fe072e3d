import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectAccessible, openWindow, startBrowser } from '../harness/browser.ts';
import { startConsole } from '../harness/console.ts';
import { type Product, startProduct } from '../harness/product.ts';

let product: Product;
let served: Awaited<ReturnType<typeof startConsole>>;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  served = await startConsole(product.url);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await product?.close();
});

it('says that there are no runs, and complains of nothing', async () => {
  const { page, complaints } = await openWindow(browser, served.url);
  await page.goto('/runs');
  await page.getByText('No runs yet').waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});
