import * as z from 'zod';

/** What an integration's `runsOn` says where Syncline itself reads the source. */
export const cloud = 'cloud';
/** The pool of runners that are made without naming one. */
export const defaultPool = 'runner';

const poolPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** The name of a pool of runners; whichever of them has time takes the next work. */
export const poolSchema = z
  .string()
  .regex(poolPattern, 'up to 40 lower-case letters, digits and hyphens')
  .refine((pool) => pool !== cloud, { error: 'means that no runner is needed; choose another name' });

/** Where the source of an integration is read: `cloud`, or by runners, whose pool it names. */
export const runsOnSchema = z.union([z.literal(cloud), poolSchema]);

/** Hours that a run waits while no runner of its pool is there. */
export const runnerWaitHoursSchema = z.int().min(1).max(168);
export const defaultRunnerWaitHours = 24;

export const runnerStates = ['online', 'offline', 'revoked'] as const;

/** An agent inside a customer's network that reads sources which Syncline cannot reach. */
export const runnerSchema = z
  .object({
    runnerId: z.string(),
    name: z.string(),
    pool: z.string(),
    state: z.enum(runnerStates).describe('online: heard of within the last minute'),
    version: z.string().nullable(),
    hostname: z.string().nullable(),
    lastSeenAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Runner' });

/** What `POST /v1/runners` takes. */
export const createRunnerSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'letters, digits, space, . _ -'),
    pool: poolSchema.default(defaultPool),
  })
  .meta({ id: 'CreateRunner' });

export const createdRunnerSchema = runnerSchema
  .extend({ token: z.string().describe('what the runner shows; this is the only time that it can be seen') })
  .meta({ id: 'CreatedRunner' });

export type Runner = z.infer<typeof runnerSchema>;
/** As it is sent. */
export type CreateRunner = z.input<typeof createRunnerSchema>;
export type CreatedRunner = z.infer<typeof createdRunnerSchema>;
