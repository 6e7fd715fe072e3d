import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const projectDirectory = join(import.meta.dirname, '../..');

it('takes types of the API only: its schemas, with their validator, are not sent to browsers', () => {
  const files = globSync('console/**/*.{ts,tsx}', { cwd: projectDirectory });
  expect(files.length).toBeGreaterThan(20);
  const values = files.flatMap((file) =>
    readFileSync(join(projectDirectory, file), 'utf8')
      .split(';')
      .filter((statement) => /from '[./]*shared\//.test(statement) && !/^\s*import type\b/.test(statement))
      .map((statement) => `${file}: ${statement.trim()}`),
  );
  expect(values).toEqual([]);
});
