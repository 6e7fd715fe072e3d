import * as z from 'zod';

/**
 * Every problem that the API answers with: its status, and what it means. The key is the last part of its `type`.
 * A type never changes its meaning; programs may rely on it. The `detail` is for people and may change.
 */
export const problemTypes = {
  'invalid-body': [400, 'The body does not have the expected form'],
  'not-json': [400, 'The body is not JSON'],
  'invalid-path': [400, 'A part of the path is malformed'],
  'unknown-parameter': [400, 'The query has a parameter that this path does not know'],
  'invalid-parameter': [400, 'A query parameter is malformed'],
  'answer-too-large': [400, 'The answer would be larger than what can be sent at once'],
  'invalid-header': [400, 'A header is malformed'],
  'invalid-cursor': [400, 'The cursor is not one that this list gave'],
  unauthenticated: [401, 'The caller is unknown'],
  forbidden: [403, 'The caller has not the role that this needs'],
  'unknown-path': [404, 'There is nothing at this path'],
  'integration-not-found': [404, 'There is no such integration'],
  'run-not-found': [404, 'There is no such run'],
  'entity-not-found': [404, 'The run did not touch this record'],
  'record-not-found': [404, 'No run that is kept touched this record'],
  'step-not-found': [404, 'The run has no such step'],
  'hook-not-found': [404, 'The integration has no webhook'],
  'runner-not-found': [404, 'There is no such runner'],
  'deletions-not-found': [404, 'The run held back no such deletions'],
  'method-not-allowed': [405, 'The path does not take this method'],
  'name-taken': [409, 'Another integration has this name'],
  'run-in-progress': [409, 'A run of this integration is in progress'],
  'run-not-ended': [409, 'The run has not ended'],
  'run-ended': [409, 'The run has ended already'],
  'not-cancellable': [409, 'The run cannot be cancelled'],
  'nothing-to-retry': [409, 'Nothing in the run can be tried again'],
  'request-in-progress': [409, 'The same request is being dealt with'],
  'deletions-decided': [409, 'It was decided on these deletions before'],
  'integration-not-active': [409, 'The integration is not active'],
  'changed-meanwhile': [409, 'The integration was changed by somebody else meanwhile'],
  'work-overtaken': [409, 'Another runner has the work, or nobody may any more'],
  'beyond-retention': [410, 'The log does not reach back that far'],
  'body-too-large': [413, 'The body is too large'],
  'delivery-too-large': [413, 'The delivery is too large'],
  'not-json-type': [415, 'The body is not declared as JSON'],
  'unknown-connector': [422, 'There is no such connector'],
  'invalid-settings': [422, 'The settings cannot work'],
  'invalid-schedule': [422, 'The schedule cannot be kept'],
  'unknown-stream': [422, 'The integration does not offer this stream'],
  'mode-not-offered': [422, 'The stream does not offer this type of run'],
  'runs-on-runner': [422, 'The source is read by runners only'],
  'not-offered': [422, 'The connector does not offer this'],
  'idempotency-key-reused': [422, 'The idempotency key was used for another request'],
  'export-failed': [500, 'The export could not be made'],
  'archive-part-unreadable': [500, 'A part of the archive is missing or damaged'],
  'internal-error': [500, 'Something went wrong on our side'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemName = keyof typeof problemTypes;

export const problemType = (name: ProblemName): string => `/problems/${name}`;

/** `application/problem+json` (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().describe('stable: /problems/<name>'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('what is wrong here, and what to do'),
    instance: z.string().optional().describe('the id of the request, as in the logs'),
    problems: z
      .array(z.object({ pointer: z.string().describe('JSON pointer; empty for the whole'), detail: z.string() }))
      .optional()
      .describe('one entry for each thing that is wrong'),
    runId: z.string().optional().describe('run-in-progress, run-not-ended, run-ended: the run that it is about'),
    integrationId: z.string().optional().describe('name-taken: the integration with that name'),
    part: z.string().optional().describe('archive-part-unreadable: the key of the object in the archive bucket'),
    role: z.string().optional().describe('forbidden: the role that it needs'),
    state: z.string().optional().describe('deletions-decided: the state that they are in'),
    known: z.array(z.string()).optional().describe('what would have been accepted'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
