import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openWindow, startBrowser } from '../harness/browser.ts';
import { startProduct } from '../harness/product.ts';
import { setScene } from './scene.ts';
import { shotsOf } from './shots.ts';

/** `npm run screenshots [-- NAME…]`: every page of the console, light and dark, as docs/images/NAME-light.png and -dark. */
const directory = join(import.meta.dirname, '../../docs/images');
const asked = process.argv.slice(2);

await mkdir(directory, { recursive: true });
const [product, browser] = await Promise.all([startProduct(), startBrowser()]);
const scene = await setScene(product);
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { name, path, until, prepare } of shotsOf(scene)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      const { page, complaints } = await openWindow(browser, product.url, { colorScheme });
      await page.goto(path);
      const isComplete = page.getByText(until).filter({ visible: true }).first().waitFor();
      await isComplete.catch(() => {
        complaints.push(`never showed ${until}`);
        process.exitCode = 1;
      });
      await prepare?.(page);
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: join(directory, `${name}-${colorScheme}.png`), animations: 'disabled' });
      for (const complaint of complaints) console.log(`${name}: ${complaint}`);
      await page.context().close();
      console.log(`${name}-${colorScheme}.png`);
    }
  }
} finally {
  await browser.close();
  await scene.close();
  await product.close();
}
