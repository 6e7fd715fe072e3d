import * as z from 'zod';

export const changeActions = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** A record as it is now, with its latest change. */
export const changedRecordSchema = z
  .object({
    integrationId: z.string(),
    integrationName: z.string().describe('as of the run that changed the record'),
    stream: z.string(),
    externalId: z.string().describe("the source's id"),
    internalId: z.string(),
    name: z.string().nullable(),
    action: z.enum(changeActions).describe('the latest change'),
    changedAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    deletedAt: z.iso.datetime().nullable(),
    runId: z.string().describe('the run that made the change'),
    data: z.unknown().describe('the record as the source gave it; null where it is deleted'),
  })
  .meta({ id: 'ChangedRecord' });

export type ChangedRecord = z.infer<typeof changedRecordSchema>;
