import * as z from 'zod';

const id = z
  .union([z.string().min(1).max(1024), z.int()])
  .transform(String)
  .describe('as the record has it; a number is taken as its digits');

const changeSchema = z.object({
  stream: z.string().min(1),
  ids: z.array(id).min(1).optional().describe('which records changed; without: the source is asked what did'),
});

/** What a source sends to `POST /v1/hooks/{integrationId}`; whatever else is in it is passed over. */
export const hookBodySchema = z.union([changeSchema, z.array(changeSchema).min(1).max(100)]);

/** What the source is told. */
export const acceptedHookSchema = z
  .object({ accepted: z.array(z.string()).describe('names of the streams') })
  .meta({ id: 'AcceptedHook' });

/** A webhook as it is managed. */
export const hookSchema = z
  .object({
    url: z.string().describe("where the source posts to, relative to the API's own address"),
    createdAt: z.iso.datetime().describe('of the secret in use'),
    previousUntil: z.iso.datetime().nullable().describe('until when the secret before this one is taken as well'),
  })
  .meta({ id: 'Hook' });

/** Told only when the secret is made. */
export const createdHookSchema = hookSchema
  .extend({ secret: z.string().describe('what the source signs with; never told again') })
  .meta({ id: 'CreatedHook' });

export type HookChange = z.infer<typeof changeSchema>;
export type Hook = z.infer<typeof hookSchema>;
export type CreatedHook = z.infer<typeof createdHookSchema>;
