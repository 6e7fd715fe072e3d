import { SourceError } from '../../../shared/connector/connector.ts';

const absolute = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The address of a stream's first page: `url`, or `url_base` and `path` with exactly one slash between them. */
export function pageUrl({ url, base, path }: { url: string; base: string; path: string }): string {
  const start = base === '' ? url : base;
  return path === '' ? start : joined(start, path.replace(/^\/+/, ''));
}

function joined(base: string, path: string): string {
  if (absolute.test(path)) return path;
  const directory = base.endsWith('/') ? base : `${base}/`;
  // "./" keeps a path with a colon in its first part from being taken for a scheme.
  return URL.parse(`./${path}`, directory)?.href ?? directory + path;
}

/**
 * The address that a page gives for the next one. An absolute one counts as it is, `/…` and `?…` as a browser would
 * read them on the current page, and any other is a path behind `url_base`, or, without one, relative to the current
 * page.
 *
 * Credentials never follow a link to another origin: SourceError `pagination_other_origin`. A link that only falls
 * back from https to http on the same host (a source behind a proxy that does not know better) stays on https.
 */
export function nextUrl(next: string, base: string, current: string): string {
  const isPathOfBase = !absolute.test(next) && !/^[/?]/.test(next) && base !== '';
  const target = URL.parse(isPathOfBase ? joined(base, next) : next, current);
  const here = URL.parse(current);
  if (target === null || here === null) {
    throw new SourceError(
      'pagination_bad_link',
      `The page gives "${next.replace(/[?#].*$/s, '')}" as the next one, which is no address.`,
    );
  }
  if (here.protocol === 'https:' && target.protocol === 'http:' && target.hostname === here.hostname) {
    target.protocol = 'https:';
    if (target.port === '80' || target.port === '') target.port = here.port;
  }
  if (target.origin === here.origin) return target.href;
  throw new SourceError(
    'pagination_other_origin',
    `The page at ${here.origin} gives a next page at ${target.origin}. Credentials are not sent to another origin: if both belong to the source, put ${target.origin} into the settings.`,
  );
}
