import { headersOf, type SiteBucket, type SiteFile } from './site-files.ts';

/** What the console asks for first, at `/config.json`. */
export interface SiteConfig {
  /** Null where nobody has to sign in: on a laptop. */
  readonly signIn: { readonly issuer: string; readonly clientId: string; readonly scopes: string } | null;
  /** Where the AWS console shows a run, with `{runId}` in it; null where there is none. */
  readonly executionUrl: string | null;
}

const page = 'index.html';

/** Requests at once: each file is small, so most of the time goes by waiting. */
const atOnce = 8;

/**
 * Puts the site into its bucket; the page that refers to all the rest comes last. Files of earlier versions stay: pages
 * that are open go on loading their parts, and all of them together weigh a few MB. Answers with the number of files.
 * Throws, with nothing put, where there is no page.
 */
export async function publishSite(
  bucket: SiteBucket,
  files: readonly SiteFile[],
  config: SiteConfig,
): Promise<{ files: number }> {
  if (!files.some(({ path }) => path === page)) throw new Error(`The console was not built: there is no ${page}.`);
  const configFile = { path: 'config.json', bytes: new TextEncoder().encode(JSON.stringify(config)) };
  const waiting = [...files.filter(({ path }) => path !== page), configFile];
  const put = ({ path, bytes }: SiteFile) => bucket.put(path, bytes, headersOf(path));
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) await put(file);
    }),
  );
  for (const file of files) if (file.path === page) await put(file);
  return { files: files.length + 1 };
}
