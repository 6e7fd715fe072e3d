import * as z from 'zod';
import { problemSchema } from './problem.ts';

export const exportFormats = ['csv', 'ndjson', 'parquet'] as const;
export const exportLists = ['entities', 'pages', 'calls'] as const;

/** Query parameters of `GET /v1/runs/{id}/export`. */
export const exportParameters = {
  format: z
    .enum(exportFormats)
    .describe('csv for spreadsheets, ndjson for programs, parquet as it lies in the archive'),
  of: z.enum(exportLists).default('entities').describe('which list of the log'),
  step: z.string().min(1).optional().describe('name of the stream; default: all of the run'),
};

const exportFileSchema = z.object({
  name: z.string().describe('what to call it; differs from every other one of the run, whatever the case'),
  bytes: z.number().int().nonnegative(),
  url: z.string().describe('where to get it, without credentials'),
  expiresAt: z.iso.datetime().describe('until when; ask again for new addresses'),
});

/** The log of a run as files. */
export const exportSchema = z
  .object({
    state: z.enum(['preparing', 'ready']),
    files: z.array(exportFileSchema).describe('all of them, in the order of the log; empty while they are being made'),
    problems: z
      .array(problemSchema)
      .optional()
      .describe('parts of the archive that could not be read: what they hold is not in the files'),
    retryAfterSeconds: z.number().int().optional().describe('when to ask again, while they are being made'),
  })
  .meta({ id: 'Export' });

export type ExportFormat = (typeof exportFormats)[number];
export type ExportList = (typeof exportLists)[number];
export type Export = z.infer<typeof exportSchema>;
export type ExportedFile = z.infer<typeof exportFileSchema>;
