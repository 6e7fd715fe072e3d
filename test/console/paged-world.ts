import type { Browser } from 'playwright-core';
import type { Integration } from '../../shared/api/integration.ts';
import { type PagedSource, pagedManifest, startPagedSource } from '../control/paged-source.ts';
import { openWindow, startBrowser, type Visit } from '../harness/browser.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';

/** A product, its console, a browser, and a source of pages that a test can hold back. */
export interface PagedWorld {
  readonly product: Product;
  readonly source: PagedSource;
  connect(name: string): Promise<Integration>;
  /** Makes the source have the things `t<from>` to before `t<until>`. */
  putThings(from: number, until: number, version?: number): void;
  open(options?: Parameters<typeof openWindow>[2]): Promise<Visit>;
  close(): Promise<void>;
}

export async function startPagedWorld(): Promise<PagedWorld> {
  const [product, source, browser]: [Product, PagedSource, Browser] = await Promise.all([
    startProduct(),
    startPagedSource(),
    startBrowser(),
  ]);
  return {
    product,
    source,
    connect: (name) => {
      const settings = httpSettings(pagedManifest, { base_url: source.url });
      return product.api.createIntegration({ name, connector: 'http', settings });
    },
    putThings: (from, until, version = 1) => {
      source.things.clear();
      for (let index = from; index < until; index++) {
        source.things.set(`t${index}`, { id: `t${index}`, name: `Thing ${index}`, version });
      }
    },
    open: async (options) => {
      const visit = await openWindow(browser, product.url, { reducedMotion: 'reduce', ...options });
      visit.page.setDefaultTimeout(60_000);
      return visit;
    },
    close: async () => {
      source.letGo();
      await browser.close();
      await product.close();
      await source.close();
    },
  };
}
