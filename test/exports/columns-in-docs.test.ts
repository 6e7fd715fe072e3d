import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { callColumns, entityColumns, pageColumns } from '../../shared/exports/csv-columns.ts';

it.each(Object.entries({ entities: entityColumns, pages: pageColumns, calls: callColumns }))(
  'the columns of %s are the ones that docs/exports.md promises, in that order',
  (of, columns) => {
    const row = readFileSync('docs/exports.md', 'utf8').match(new RegExp(`^\\| ${of} \\| (.*) \\|$`, 'm'))?.[1] ?? '';
    const promised = row.replaceAll(/\(.*?\)/g, '').matchAll(/`(\w+)`/g);
    expect(Object.keys(columns)).toEqual([...promised].map(([, title]) => title));
  },
);
