import * as z from 'zod';
import { entityActions, fieldChangeSchema, severities } from './entity.ts';
import { type List, trailListSchema } from './list.ts';
import { outcomes, progresses } from './run.ts';

/** A run that touched a record that was searched for, and what it did with it. */
export const searchHitSchema = z
  .object({
    runId: z.string(),
    startedAt: z.iso.datetime().describe('of the run'),
    progress: z.enum(progresses).describe('of the run'),
    outcome: z.enum(outcomes).nullable().describe('of the run; null while it is going'),
    integrationId: z.string(),
    integrationName: z.string().describe('as of the run'),
    connector: z.string(),
    stream: z.string(),
    externalId: z.string().describe("the source's id"),
    internalId: z.string().nullable().describe('null where the run skipped the record'),
    name: z.string().nullable().describe('as of the run'),
    action: z.enum(entityActions),
    status: z.enum(severities),
    code: z.string().nullable().describe('stable reason of a skip, warning or error'),
    message: z.string().nullable(),
  })
  .meta({ id: 'SearchHit' });

/** A search hit with what the run changed. */
export const recordTouchSchema = searchHitSchema
  .extend({ changes: z.array(fieldChangeSchema).optional().describe('updates only') })
  .meta({ id: 'RecordTouch' });

const complete = z
  .boolean()
  .describe(
    'false where not everything was looked at: the name stands for more than 100 records, a run with very many changes ' +
      'has not been indexed yet, or a part of the archive cannot be read. A longer name or an id finds all there is',
  );

/** What a search answers with. */
export const searchListSchema = <Item extends z.ZodType>(item: Item) => trailListSchema(item).extend({ complete });

/** A list that may be narrowed to records that are searched for; only then it says whether it is complete. */
export const narrowedListSchema = <Item extends z.ZodType>(item: Item) =>
  searchListSchema(item).partial({ complete: true });

export type SearchHit = z.infer<typeof searchHitSchema>;
export type RecordTouch = z.infer<typeof recordTouchSchema>;

export interface SearchList<Item> extends List<Item> {
  readonly complete: boolean;
}
