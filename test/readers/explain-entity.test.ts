import { expect, it } from 'vitest';
import type { Call } from '../../shared/api/call.ts';
import type { Entity } from '../../shared/api/entity.ts';
import { type ExplainedStep, explainEntity } from '../../shared/readers/explain-entity.ts';

const entity = (more: Partial<Entity>): Entity => ({
  externalId: '42',
  internalId: 'in-42',
  name: 'Ada',
  stream: 'contacts',
  action: 'NONE',
  status: 'OK',
  code: null,
  message: null,
  at: '2026-01-31T09:00:00.000Z',
  page: 3,
  source: { system: 'crm', id: '42' },
  target: { system: 'records', id: 'in-42' },
  ...more,
});

const call = (more: Partial<Call> = {}): Call => ({
  method: 'GET',
  url: 'https://crm.example/contacts',
  params: {},
  status: 200,
  durationMs: 75,
  attempt: 1,
  at: '2026-01-31T09:00:00.000Z',
  page: 3,
  error: null,
  rateLimit: null,
  ...more,
});

const full: ExplainedStep = { mode: 'full' };
const ids: ExplainedStep = { mode: 'ids' };
const outbound: ExplainedStep = { mode: 'full', outbound: true };
const found = { system: 'newsletter', id: 'n-7' };
const unanswered = call({ status: null, error: 'timeout' });

/** Result and explanation of each decision, in their order. */
const explain = (more: Partial<Entity>, step = full, calls: Call[] = [call()]) =>
  explainEntity(entity(more), calls, step).map(({ result, explanation }) => `${result} ${explanation}`);

it('tells of each decision once, in the order in which they are made', () => {
  expect(explainEntity(entity({}), [call()], full).map(({ decision }) => decision)).toEqual([
    'fetched',
    'matched',
    'compared',
    'written',
  ]);
});

it.each<[string, Partial<Entity>, ExplainedStep, Call[], string[]]>([
  [
    'unchanged',
    {},
    full,
    [call({ status: 429 }), call()],
    [
      'YES It came with page 3: GET https://crm.example/contacts was answered with 200 after 75 ms, the last of 2 requests.',
      'YES It is the record in-42 here, by its id "42".',
      'YES It is the same as what is stored.',
      'NONE There is nothing to write.',
    ],
  ],
  [
    'new, in a dry run',
    { action: 'CREATE' },
    { mode: 'full', dryRun: true },
    [call()],
    [
      expect.any(String),
      'NO There is no record "42" yet: it is new.',
      'NONE There is nothing to compare it with.',
      'NONE A dry run writes nothing; else it would be created.',
    ],
  ],
  [
    'changed in many fields',
    { action: 'UPDATE', changes: Array.from({ length: 12 }, (_, index) => ({ field: `f${index}`, new: index })) },
    full,
    [call()],
    [
      expect.any(String),
      expect.any(String),
      'YES It differs from what is stored in f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, and 2 more.',
      'YES It was updated in the record store.',
    ],
  ],
  [
    'gone from a source that was read to its end',
    { action: 'DELETE', page: null },
    full,
    [],
    [
      'NO The source was read to its end, and does not have it any more.',
      'YES It is the record in-42 here, by its id "42".',
      'NONE It is gone: there is nothing to compare.',
      'YES It was deleted in the record store.',
    ],
  ],
  [
    'gone, and staged',
    { action: 'DELETE', page: null, status: 'WARNING', code: 'deletion_staged', message: 'It waits for approval.' },
    full,
    [],
    [expect.any(String), expect.any(String), expect.any(String), 'NONE Nothing was written: It waits for approval.'],
  ],
  [
    'gone, as approved',
    { action: 'DELETE', page: null },
    { mode: 'staged', asOf: 'run-1' },
    [],
    [
      'NO Run run-1 did not find it in the source; its deletion was approved since.',
      expect.any(String),
      expect.any(String),
      'YES It was deleted in the record store.',
    ],
  ],
  [
    'asked for, and not answered for',
    { action: 'SKIP', status: 'ERROR', code: 'timeout', message: 'The source did not answer.' },
    ids,
    [unanswered],
    [
      'NO The source was asked for "42": GET https://crm.example/contacts was not answered (timeout).',
      'NONE It did not come to that.',
      'NONE It did not come to that.',
      'NO Failed with timeout: The source did not answer.',
    ],
  ],
  [
    'asked for, and too large',
    { action: 'SKIP', status: 'ERROR', code: 'record_too_large', message: 'It takes 500,000 bytes.' },
    ids,
    [call()],
    [
      expect.stringMatching(/^YES The source was asked for "42"/),
      'NONE It did not come to that.',
      'NONE It did not come to that.',
      'NO Failed with record_too_large: It takes 500,000 bytes.',
    ],
  ],
  [
    'there twice',
    { action: 'SKIP', status: 'WARNING', code: 'duplicate_id', message: 'The first one counts.' },
    full,
    [call()],
    [
      expect.stringMatching(/^YES It came with page 3/),
      'NO The first one counts.',
      'NONE It did not come to that.',
      'NONE Nothing was written: The first one counts.',
    ],
  ],
  [
    'tried again, and overtaken',
    { action: 'SKIP', status: 'INFO', code: 'changed_since', message: 'A later run has it.' },
    { mode: 'replay', asOf: 'run-1' },
    [],
    [
      'YES Taken from what was kept of run run-1, where it failed.',
      'YES It is the record in-42 here, by its id "42".',
      'NO A later run has it.',
      'NONE Nothing was written: A later run has it.',
    ],
  ],
  [
    'asked for, and gone from here too',
    { action: 'DELETE', status: 'INFO', code: 'already_gone', message: 'It was gone.' },
    ids,
    [call({ status: 404 })],
    [
      expect.stringMatching(/^NO The source was asked for "42": GET \S+ was answered with 404/),
      'NO There is no record "42" any more.',
      'NONE It is gone: there is nothing to compare.',
      'NONE Nothing was written: It was gone.',
    ],
  ],
  [
    'updated at a target',
    { action: 'UPDATE', target: found },
    outbound,
    [call({ method: 'PUT', url: 'https://newsletter.example/members/n-7', status: 204 })],
    [
      'YES Read from the record store.',
      'YES The target has it as "n-7".',
      'YES It differs from what the target was last given.',
      'YES It was updated at the target: PUT https://newsletter.example/members/n-7 was answered with 204 after 75 ms.',
    ],
  ],
  [
    'refused by a target',
    {
      action: 'CREATE',
      status: 'ERROR',
      code: 'target_http_422',
      message: 'No e-mail.',
      target: { ...found, id: null },
    },
    outbound,
    [call({ method: 'POST', status: 422 })],
    [
      'YES Read from the record store.',
      'NO The target was not given "42" before.',
      'NONE There is nothing to compare it with.',
      'NO Failed with target_http_422: No e-mail.',
    ],
  ],
])('explains a record that is %s', (_what, more, step, calls, expected) => {
  expect(explain(more, step, calls)).toEqual(expected);
});
