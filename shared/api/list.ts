import * as z from 'zod';
import { problemSchema } from './problem.ts';

export const largestPage = 1000;

/** Query parameters of every list. */
export const pageParameters = {
  limit: z.coerce.number().int().min(1).max(largestPage).default(50).describe('items a page'),
  cursor: z.string().min(1).optional().describe('`next` of the page before'),
};

/** What every list answers with. */
export function listSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('the cursor of the next page; null on the last'),
  });
}

/** A list that is read from the trail: where parts of the archive cannot be read, it holds the rest and says so. */
export function trailListSchema<Item extends z.ZodType>(item: Item) {
  return listSchema(item).extend({
    problems: z
      .array(problemSchema)
      .optional()
      .describe('parts of the archive that could not be read: what they hold is not among the items'),
  });
}

export interface List<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

/** One page of a list: at most `limit` items, from the start or behind the `next` of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}
