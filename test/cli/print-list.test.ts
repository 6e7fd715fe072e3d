import { expect, it } from 'vitest';
import { printList } from '../../cli/print-list.ts';
import type { Problem } from '../../shared/api/problem.ts';

const problem = (part: string): Problem => ({
  type: '/problems/archive-part-unreadable',
  title: 'A part of the archive is missing or damaged',
  status: 500,
  detail: `The object ${part} is missing.`,
  part,
});

const pages = [
  { items: [{ id: 'a' }], next: '1', problems: [problem('one')] },
  { items: [], next: '2', problems: [problem('one'), problem('two')] },
  { items: [{ id: 'b' }], next: null },
];

async function printed(options: { json: boolean; all?: boolean }) {
  const said = { lines: [] as string[], values: [] as unknown[], notes: [] as string[] };
  const output = {
    json: options.json,
    terminal: null,
    line: (text = '') => void said.lines.push(text),
    value: (value: unknown) => void said.values.push(value),
    note: (text: string) => void said.notes.push(text),
  };
  const columns = [{ title: 'ID', value: ({ id }: { id: string }) => id }];
  const list = async ({ cursor }: { cursor?: unknown }) => pages[Number(cursor ?? 0)] ?? expect.fail();
  await printList(output, list, {}, columns, { ...(options.all && { all: true }), empty: 'Nothing.' });
  return said;
}

const details = ['The object one is missing.', 'The object two is missing.'];

it.each([false, true])(
  'a list says once of each part of the archive that it could not be read (all: %s)',
  async (all) => {
    expect(await printed({ json: false, all })).toMatchObject({
      lines: [expect.stringContaining('b')],
      notes: details,
    });
  },
);

it('a list says so in JSON, too', async () => {
  expect((await printed({ json: true })).values).toEqual([
    { items: [{ id: 'a' }, { id: 'b' }], next: null, problems: [problem('one'), problem('two')] },
  ]);
  expect((await printed({ json: true, all: true })).notes).toEqual(details);
});
