import type { List } from '../shared/api/list.ts';
import type { Problem } from '../shared/api/problem.ts';
import { everyItem, type Parameters } from './api-client.ts';
import type { Output } from './output.ts';
import { type Column, table } from './table.ts';

export interface ListOptions {
  readonly limit?: number;
  /** Every page, not only the first. */
  readonly all?: boolean;
}

/** Lists that are read from the trail may lack what could not be read, and say so. */
type PrintedList<Item> = List<Item> & { readonly problems?: readonly Problem[] | undefined };
type AskForList<Item> = (parameters: Parameters) => Promise<PrintedList<Item>>;

const defaultLimit = 50;
/** Rows that are aligned with each other where a list is too long to be held at once. */
const rowsPerBlock = 500;

/**
 * Prints a list of the API: a table, or as JSON the page as the API gives it. With `all`, page after page; then the
 * JSON is one item a line, so that a list of any length can be piped on.
 */
export async function printList<Item>(
  output: Output,
  list: AskForList<Item>,
  parameters: Parameters,
  columns: readonly Column<Item>[],
  options: ListOptions & { readonly empty: string },
): Promise<void> {
  const problems = new Map<string | undefined, Problem>();
  const noted: AskForList<Item> = async (asked) => {
    const page = await list(asked);
    for (const problem of page.problems ?? []) problems.set(problem.part, problem);
    return page;
  };
  if (options.all) {
    const all = everyItem(noted, { ...parameters, limit: options.limit ?? rowsPerBlock });
    await printAll(output, all, columns, options.empty);
  } else {
    const page = await firstItems(noted, parameters, options.limit ?? defaultLimit);
    if (output.json) return output.value({ ...page, ...(problems.size > 0 && { problems: [...problems.values()] }) });
    if (page.items.length === 0) output.note(options.empty);
    else output.line(table(page.items, columns).join('\n'));
    if (page.next !== null) output.note('There are more: --all shows everything, --limit that many.');
  }
  for (const { detail } of problems.values()) output.note(detail);
}

/** A page may be short of what was asked for and yet not be the last: a rare filter is searched for bit by bit. */
async function firstItems<Item>(list: AskForList<Item>, parameters: Parameters, limit: number): Promise<List<Item>> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...parameters, limit: limit - items.length, cursor });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return { items, next: cursor ?? null };
}

async function printAll<Item>(
  output: Output,
  items: AsyncIterable<Item>,
  columns: readonly Column<Item>[],
  empty: string,
): Promise<void> {
  let block: Item[] = [];
  let printed = 0;
  const print = () => {
    const lines = table(block, columns);
    output.line(lines.slice(printed === 0 ? 0 : 1).join('\n'));
    printed += block.length;
    block = [];
  };
  for await (const item of items) {
    if (output.json) {
      output.value(item);
      continue;
    }
    block.push(item);
    if (block.length === rowsPerBlock) print();
  }
  if (block.length > 0) print();
  if (!output.json && printed === 0) output.note(empty);
}
