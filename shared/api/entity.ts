import * as z from 'zod';
import { severities } from './severities.ts';

export { severities };

export const entityActions = ['CREATE', 'UPDATE', 'DELETE', 'SKIP', 'NONE'] as const;

export const fieldChangeSchema = z.object({
  field: z.string().describe('path of the field, in dots; `(n more fields)` at the end of a diff that is too long'),
  old: z.unknown().describe('absent where the field is new; more than 1 KB is cut, with length and hash').optional(),
  new: z.unknown().describe('absent where the field is gone').optional(),
});

/** What happened to one record in one run. */
export const entitySchema = z
  .object({
    externalId: z.string().nullable().describe("the source's id; null where the record had none"),
    internalId: z.string().nullable(),
    name: z.string().nullable(),
    stream: z.string(),
    action: z.enum(entityActions),
    status: z.enum(severities),
    code: z.string().nullable().describe('stable reason of a skip, warning or error'),
    message: z.string().nullable(),
    at: z.iso.datetime(),
    page: z.number().int().nullable().describe('number of the page within its step; null for deletions'),
    source: z.object({ system: z.string(), id: z.string().nullable() }),
    target: z.object({ system: z.string(), id: z.string().nullable() }),
    changes: z
      .array(fieldChangeSchema)
      .optional()
      .describe('updates only, on the single entity; without the secrets of the integration'),
  })
  .meta({ id: 'Entity' });

export const decisionKinds = ['fetched', 'matched', 'compared', 'written'] as const;

/** R11: one of the four things that are decided about each record, for a person. */
export const decisionSchema = z
  .object({
    decision: z.enum(decisionKinds),
    result: z
      .enum(['YES', 'NO', 'NONE'])
      .describe('whether it was; NONE where nothing was to be decided any more, or nothing to be done'),
    explanation: z.string(),
  })
  .meta({ id: 'Decision' });

export type Decision = z.infer<typeof decisionSchema>;
export type Entity = z.infer<typeof entitySchema>;
export type EntityAction = Entity['action'];
export type Severity = Entity['status'];
export type FieldChange = z.infer<typeof fieldChangeSchema>;
