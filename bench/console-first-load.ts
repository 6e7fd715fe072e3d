import type { Browser } from 'playwright-core';
import { paths } from '../console/routing/paths.ts';
import { openWindow, startBrowser } from '../test/harness/browser.ts';
import { startProduct } from '../test/harness/product.ts';
import { type Figure, figure, median, progress } from './figure.ts';

/** What a person sees first, and what is on it once it can be used. */
const routes = [
  ['overview', paths.overview(), 'Nothing needs attention'],
  ['integrations', paths.integrations(), 'No integrations yet'],
  ['runs', paths.runs(), 'No runs yet'],
] as const;
const visits = 5;

/**
 * Seconds from asking for a page of the console to its content being there, in a browser that has never been here, the
 * browser, the embedded runtime and whatever answers in it sharing the machine's two cores.
 */
export async function consoleFirstLoad(): Promise<Figure[]> {
  const [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  try {
    const figures: Figure[] = [];
    for (const [name, path, content] of routes) {
      await visit(browser, product.url, path, content);
      const seconds: number[] = [];
      for (let count = 0; count < visits; count++) seconds.push(await visit(browser, product.url, path, content));
      progress(`console-first-load: ${name} ${seconds.map((one) => one.toFixed(2)).join(', ')} s`);
      figures.push(figure(`console-first-load/${name}`, median(seconds), 's'));
    }
    return figures;
  } finally {
    await browser.close();
    await product.close();
  }
}

async function visit(browser: Browser, url: string, path: string, content: string): Promise<number> {
  const { page } = await openWindow(browser, url);
  const begin = performance.now();
  await page.goto(path);
  await page.getByText(content).first().waitFor();
  const seconds = (performance.now() - begin) / 1000;
  await page.context().close();
  return seconds;
}
