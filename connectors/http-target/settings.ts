import * as z from 'zod';

/** RFC 9110: what a header's name may be made of. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header');
/** Node sends no other characters in a header. */
const headerValue = z
  .string()
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must not have line breaks or characters beyond Latin 1');
const headers = z.record(headerName, headerValue);
const secretHeaders = z.record(headerName, headerValue.meta({ writeOnly: true }));

const path = z
  .string()
  .min(1)
  .refine((value) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(value), 'must be a path behind baseUrl, not an address')
  .describe('behind baseUrl; {{ id }}, {{ targetId }} and {{ record.field }} are filled in');

const body = z
  .union([z.enum(['record', 'none']), z.record(z.string(), z.json())])
  .describe('`record`: the record as it is; an object: its texts are templates; `none`: no body');

const writeRequest = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
  path,
  body: body.optional(),
});

/** The way to a value in an answer: names and positions in dots, such as `items.0.id`. */
const answerPath = z.string().regex(/^[^.\s]+(?:\.[^.\s]+)*$/, 'must be names in dots, such as data.id');

const stream = z.strictObject({
  from: z.string().min(1).optional().describe('the stream of ours that is sent; default: of the same name'),
  create: writeRequest,
  update: writeRequest,
  delete: writeRequest.optional().describe('without it the target keeps what is gone on our side'),
  find: z
    .strictObject({ method: z.enum(['GET', 'POST']).default('GET'), path, body: body.optional(), targetId: answerPath })
    .optional()
    .describe('looks a record up, where it is not known whether a create was carried out; 404, or no id, is a no'),
  targetId: answerPath.optional().describe("where the answer to a create has the target's id"),
  idempotencyHeader: headerName
    .optional()
    .describe('the header by which the target knows a repeated create; sent with every change'),
  idempotencyHours: z.int().min(1).max(8760).default(24).describe('for how long the target remembers it'),
  ifUnclear: z
    .enum(['wait', 'create'])
    .default('wait')
    .describe(
      'what becomes of a create without an answer, where nothing else can settle it: `create` may make a double',
    ),
});

export const httpTargetSettings = z.strictObject({
  from: z.strictObject({
    integrationId: z
      .string()
      .min(1)
      .meta({ description: 'the inbound integration whose records are sent', format: 'inbound-integration' }),
  }),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .refine((value) => !/^[^/]*\/\/[^/]*@/.test(value), 'must not have credentials in it: put them into secretHeaders')
    .refine((value) => !/[?#]/.test(value), 'must not have a query'),
  headers: headers.default({}).describe('sent with every request'),
  secretHeaders: secretHeaders.default({}).describe('the same, with values that are encrypted and never shown'),
  concurrency: z.int().min(1).max(16).default(4).describe('requests that one worker makes at a time'),
  test: path.optional().describe('what the connection is tested with, a GET; default: baseUrl'),
  streams: z
    .record(z.string().min(1), stream)
    .refine((streams) => Object.keys(streams).length > 0, 'name at least one stream'),
});

export type HttpTargetSettings = z.infer<typeof httpTargetSettings>;
export type StreamSettings = z.infer<typeof stream>;
export type BodySettings = z.infer<typeof body>;
