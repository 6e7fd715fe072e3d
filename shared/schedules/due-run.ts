import * as z from 'zod';

/** That a group of an integration's streams is due: what EventBridge sends when it is. */
const dueRunSchema = z.object({
  org: z.string().min(1),
  integrationId: z.string().min(1),
  group: z.string().min(1),
  /** For when it was planned, without the delay: the same in every delivery, so it tells a second one from the next. */
  scheduledAt: z.iso.datetime(),
});

export type DueRun = z.infer<typeof dueRunSchema>;

export const writeDueRun = (due: DueRun): string => JSON.stringify(due);

/** Throws for anything that `writeDueRun` did not make. */
export const readDueRun = (body: string): DueRun => dueRunSchema.parse(JSON.parse(body));

export type UndeliveredRun = Omit<DueRun, 'scheduledAt'> & { readonly scheduledAt?: string | undefined };

const undeliveredRunSchema = dueRunSchema.extend({ scheduledAt: z.iso.datetime().optional().catch(undefined) });
const unsentSchema = z.object({ MessageBody: z.string() });

/**
 * What is due as it comes from the dead-letter queue: as the queue had it, or within what EventBridge could not send to
 * the queue, where the time may not have been filled in.
 */
export function readUndelivered(body: string): UndeliveredRun {
  const json: unknown = JSON.parse(body);
  const unsent = unsentSchema.safeParse(json);
  return undeliveredRunSchema.parse(unsent.success ? JSON.parse(unsent.data.MessageBody) : json);
}
