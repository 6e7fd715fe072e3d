/** One file of the built console, by its path from the root of the site, without a slash at its start. */
export interface SiteFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** How a file is to be served. */
export interface FileHeaders {
  readonly contentType: string;
  readonly cacheControl: string;
}

/** The narrow view of the bucket that the site is served from. */
export interface SiteBucket {
  put(path: string, bytes: Uint8Array, headers: FileHeaders): Promise<void>;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

/** Names of assets carry a hash of what is in them; everything else is asked for again each time. */
export function headersOf(path: string): FileHeaders {
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? '';
  return {
    contentType: contentTypes[extension] ?? 'application/octet-stream',
    cacheControl: path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
