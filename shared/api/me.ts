import * as z from 'zod';

/** What a caller may do, from least to most: each may also do what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Whoever asks, as the API knows them. */
export const meSchema = z
  .object({
    user: z.string().describe('as the history of runs names them: e-mail address, or name of a role or user of IAM'),
    org: z.string(),
    role: z
      .enum(roles)
      .describe(
        'viewer: looks at everything; operator: also starts, cancels and repeats runs, tests, exports, decides on ' +
          'deletions; admin: also changes integrations, schedules, alerts, webhooks, runners and settings',
      ),
  })
  .meta({ id: 'Me' });

export type Me = z.infer<typeof meSchema>;
