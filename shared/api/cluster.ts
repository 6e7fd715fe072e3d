import * as z from 'zod';
import { entityActions } from './entity.ts';
import { severities } from './severities.ts';

export const clusterKinds = ['record', 'run'] as const;

/** The same thing that happened to any number of records, or to any number of runs. */
export const clusterSchema = z
  .object({
    fingerprint: z.string().describe('the same in every run'),
    kind: z.enum(clusterKinds).describe('`run` for errors that ended a run, or the reading of a stream'),
    stream: z.string().nullable().describe('null for what concerns runs as a whole'),
    code: z.string().describe('stable reason'),
    action: z.enum(entityActions).nullable().describe('null for errors of runs'),
    status: z.enum(severities),
    template: z.string().describe('the message, with placeholders such as <id> for what varies'),
    message: z.string().describe('one of the messages, as it was'),
    count: z.number().int().describe('how often it happened: records, or runs where it is the error of a run'),
    runs: z.number().int().describe('runs that had it'),
    firstSeenAt: z.iso.datetime().describe('start of the first of these runs'),
    lastSeenAt: z.iso.datetime().describe('start of the newest of them'),
    lastRunId: z.string().describe('the newest of them'),
    samples: z
      .array(z.object({ externalId: z.string().nullable(), name: z.string().nullable() }))
      .describe('up to ten of the records'),
  })
  .meta({ id: 'Cluster' });

export type ClusterInfo = z.infer<typeof clusterSchema>;
