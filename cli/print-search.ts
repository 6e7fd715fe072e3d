import type { SearchList } from '../shared/api/search.ts';
import type { Parameters } from './api-client.ts';
import type { Output } from './output.ts';
import { type ListOptions, printList } from './print-list.ts';
import type { Column } from './table.ts';

/** Prints what was found, and says where there may be more than was looked at; as JSON, the page as the API gives it. */
export async function printSearch<Item>(
  output: Output,
  search: (parameters: Parameters) => Promise<SearchList<Item>>,
  parameters: Parameters,
  columns: readonly Column<Item>[],
  options: ListOptions & { readonly empty: string },
): Promise<void> {
  const { limit, all } = options;
  if (output.json && !all) return output.value(await search({ ...parameters, limit }));
  let complete = true;
  const noted = async (page: Parameters) => {
    const list = await search(page);
    complete &&= list.complete;
    return list;
  };
  await printList(output, noted, parameters, columns, options);
  if (!complete)
    output.note('Not everything could be looked at. A longer name finds less, and --exact finds an id for sure.');
}
