import * as z from 'zod';
import { callSchema } from './call.ts';

// What a runner and Syncline say to each other; docs/runner.md tells it in order. Each request is a POST with the
// runner's token, each body gzipped JSON.

/**
 * Lambda takes 6 MB a request, in which a binary body is Base64 (four characters for three bytes). A runner keeps to
 * this much, compressed.
 */
export const bytesPerDelivery = 4_000_000;

/** What `/v1/runner/work` takes. */
export const workRequestSchema = z.object({
  version: z.string().max(50),
  hostname: z.string().max(255),
});

/** One stream of a run, to be read from `resume` on. */
export const workSchema = z.object({
  workId: z.string(),
  /** Which taking of this work it is: whoever took it before is overtaken. */
  attempt: z.int(),
  /** Number of the first page to deliver; pages of a stream are counted from 0. */
  sequence: z.int(),
  /** Without a delivery or a sign of life for this long, another runner may take the work. */
  leaseSeconds: z.int(),
  runId: z.string(),
  connector: z.string(),
  settings: z.json(),
  /** To be kept out of whatever is written down. */
  secretValues: z.array(z.string()),
  stream: z.string(),
  mode: z.enum(['full', 'update']),
  cursor: z.json(),
  resume: z.json(),
  /** Only these records, each asked for by itself; null for all. */
  ids: z.array(z.string()).nullable(),
});

const verdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gone') }),
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
]);

const callsSchema = z.array(callSchema.omit({ page: true }));

export const deliveredPageSchema = z.object({
  records: z.array(
    z.object({
      id: z.string().nullable(),
      name: z.string().nullable(),
      data: z.record(z.string(), z.json()),
      verdict: verdictSchema.exactOptional(),
    }),
  ),
  resume: z.json(),
  cursor: z.json().exactOptional(),
  reportedTotal: z.number().exactOptional(),
  error: z.string().exactOptional(),
  calls: callsSchema,
});

/** How reading ended: well, because of the source, or only for now. */
export const deliveryEndSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string(), calls: callsSchema }),
  z.object({ kind: z.literal('crashed'), message: z.string(), calls: callsSchema }),
  z.object({ kind: z.literal('released'), calls: callsSchema }),
]);

/** What `/v1/runner/work/{workId}/pages` takes. */
export const deliverySchema = z.object({
  attempt: z.int(),
  /** Number of the first page in it. */
  sequence: z.int().nonnegative(),
  pages: z.array(deliveredPageSchema),
  end: deliveryEndSchema.nullable(),
});

/** What it answers, and so does `/v1/runner/work/{workId}/heartbeat`, which takes `{attempt}`. */
export const deliveryAnswerSchema = z.object({
  /** Pages before this one are safe; the others are to be delivered again along with what follows. */
  sequence: z.int(),
  /** The work is over, or no longer wanted. */
  stop: z.boolean(),
});

export const heartbeatSchema = z.object({ attempt: z.int() });

export type WorkRequest = z.infer<typeof workRequestSchema>;
export type Work = z.infer<typeof workSchema>;
export type DeliveredPage = z.infer<typeof deliveredPageSchema>;
export type DeliveryEnd = z.infer<typeof deliveryEndSchema>;
export type Delivery = z.infer<typeof deliverySchema>;
export type DeliveryAnswer = z.infer<typeof deliveryAnswerSchema>;
