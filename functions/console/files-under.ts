import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { SiteFile } from '../../shared/site/site-files.ts';

/** Every file under a directory, by its path from there. Throws where there is no such directory. */
export function filesUnder(directory: string): SiteFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(directory, path).replaceAll(sep, '/'), bytes: readFileSync(path) }));
}
