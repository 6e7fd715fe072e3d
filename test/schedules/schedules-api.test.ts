import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import type { Integration } from '../../shared/api/integration.ts';
import type { List } from '../../shared/api/list.ts';
import { problemSchema } from '../../shared/api/problem.ts';
import { type Schedule, scheduleSchema, type UpcomingRun, type UpdateSchedule } from '../../shared/api/schedule.ts';
import { schedulerSchedules } from '../../shared/aws/scheduler-schedules.ts';
import { IntegrationStore } from '../../shared/integrations/integration-store.ts';
import type { ReconcileDependencies } from '../../shared/schedules/reconcile-schedules.ts';
import { reconcileSchedules } from '../../shared/schedules/reconcile-schedules.ts';
import { sweepSchedules } from '../../shared/schedules/sweep-schedules.ts';
import { startApi, type TestApi } from '../api/api.ts';
import { gatedManifest } from '../cli/gated-source.ts';
import { Died, randomOf } from '../pipeline/mortal.ts';

let api: TestApi;
let integration: Integration;
let path: string;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  integration = await create(`CRM ${crypto.randomUUID()}`);
  path = `/v1/integrations/${integration.integrationId}`;
});

async function send(method: string, at: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${api.url}${at}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function ok<Body>(method: string, at: string, body?: unknown): Promise<Body> {
  const answer = await send(method, at, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body as Body;
}

const streams = { contacts: '/contacts', companies: '/companies', deals: '/deals' };

const create = (name: string, offered: Record<string, string> = streams): Promise<Integration> =>
  ok('POST', '/v1/integrations', { name, connector: 'http', settings: settings(offered) });

const settings = (offered: Record<string, string>) => ({
  manifest: gatedManifest(offered),
  config: { base_url: 'http://127.0.0.1:1', api_token: 'token' },
});

const patch = async (body: UpdateSchedule): Promise<Schedule> =>
  scheduleSchema.parse(await ok('PATCH', `${path}/schedule`, body));

/** What EventBridge has of the integration. */
const kept = (integrationId = integration.integrationId) =>
  api.schedules.list().filter(({ name }) => name.startsWith(`${integrationId}-`));

const expressions = () => kept().map(({ settings: { ScheduleExpression } }) => ScheduleExpression);

const hourly = { kind: 'rate', every: 1, unit: 'hours' } as const;
const mornings = { kind: 'cron', expression: '0 6 * * MON-FRI' } as const;

describe('the schedule of an integration', () => {
  it('is empty until somebody decides', async () => {
    expect(await ok('GET', `${path}/schedule`)).toEqual({
      paused: false,
      timeZone: 'UTC',
      streams: Object.keys(streams).map((name) => ({ name, rhythm: { kind: 'none' }, isDefault: true })),
      groups: [],
    });
    expect(kept()).toEqual([]);
    expect(integration.streams.map(({ nextSyncAt }) => nextSyncAt)).toEqual([null, null, null]);
  });

  it('puts streams with the same rhythm together, and tells the next five starts of each', async () => {
    const rhythms = {
      contacts: hourly,
      companies: { ...hourly, every: 60, unit: 'minutes' },
      deals: mornings,
    } as const;
    const schedule = await patch({ timeZone: 'Europe/Berlin', streams: rhythms });
    expect(schedule.streams.map(({ rhythm, isDefault }) => [rhythm, isDefault])).toEqual([
      [hourly, false],
      [rhythms.companies, false],
      [mornings, false],
    ]);
    expect(schedule.groups.map((group) => group.streams)).toEqual([['contacts', 'companies'], ['deals']]);
    for (const { next } of schedule.groups) {
      expect(next).toHaveLength(5);
      expect(next).toEqual([...next].toSorted());
      expect(Date.parse(next[0] ?? '')).toBeGreaterThan(Date.now());
    }
    const hours = schedule.groups[1]?.next.map((at) =>
      new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' }),
    );
    // Late by up to five minutes, always the same ones.
    expect(new Set(hours).size).toBe(1);
    expect(hours?.[0]).toMatch(/^06:0[0-5]$/);
    expect(await ok('GET', `${path}/schedule`)).toEqual(schedule);
    const { streams: shown } = await ok<Integration>('GET', path);
    const [[one], [other]] = schedule.groups.map(({ next }) => next) as [string[], string[]];
    expect(shown.map(({ nextSyncAt }) => nextSyncAt)).toEqual([one, one, other]);
  });

  it('is in EventBridge, with all that it takes to start the run', async () => {
    await patch({ timeZone: 'Europe/Berlin', streams: { contacts: hourly, deals: mornings } });
    const [every, daily] = kept()
      .map((record) => record.settings)
      .toSorted((one, other) => (one.ScheduleExpression > other.ScheduleExpression ? -1 : 1));
    expect(every).toMatchObject({ ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' });
    expect(every?.StartDate).toBeGreaterThan(Date.now() / 1000);
    expect(daily).toMatchObject({
      ScheduleExpression: 'cron(0 6 ? * 2-6 *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
        RoleArn: api.environment['SCHEDULER_ROLE_ARN'],
        DeadLetterConfig: { Arn: api.environment['SCHEDULE_DEAD_LETTERS_ARN'] },
      },
    });
    const { QueueUrl, MessageBody, DelaySeconds } = JSON.parse(daily?.Target.Input ?? '');
    expect(QueueUrl).toBe(api.environment['SCHEDULED_RUNS_QUEUE_URL']);
    expect(DelaySeconds).toBeLessThanOrEqual(300);
    expect(JSON.parse(MessageBody)).toMatchObject({
      integrationId: integration.integrationId,
      scheduledAt: '<aws.scheduler.scheduled-time>',
    });
  });

  it('follows every change, and is gone with the integration', async () => {
    await patch({ streams: { contacts: hourly, deals: { kind: 'rate', every: 2, unit: 'days' } } });
    const before = kept();
    expect(expressions().toSorted()).toEqual(['rate(1 hour)', 'rate(2 days)']);
    await patch({ streams: { deals: hourly, companies: { kind: 'none' } } });
    // What stays as it was is not touched.
    expect(before).toEqual(expect.arrayContaining(kept()));
    expect(expressions()).toEqual(['rate(1 hour)']);

    const paused = await patch({ paused: true });
    expect([paused.paused, paused.groups.map(({ next }) => next), kept()]).toEqual([true, [[]], []]);
    expect((await patch({ paused: false })).groups[0]?.next).toHaveLength(5);
    expect(expressions()).toEqual(['rate(1 hour)']);

    await ok('PATCH', path, { disabled: true });
    expect(kept()).toEqual([]);
    expect((await ok<Schedule>('GET', `${path}/schedule`)).groups.map(({ next }) => next)).toEqual([[]]);
    await ok('PATCH', path, { disabled: false });
    expect(expressions()).toEqual(['rate(1 hour)']);

    await patch({ streams: { contacts: null, deals: null } });
    expect(kept()).toEqual([]);
    await patch({ streams: { deals: hourly } });
    // Without the stream there is nothing to start.
    await ok('PATCH', path, { settings: settings({ contacts: '/contacts' }) });
    expect(kept()).toEqual([]);
    await ok('PATCH', path, { settings: settings(streams) });
    expect(expressions()).toEqual(['rate(1 hour)']);
    await ok('DELETE', path);
    expect(kept()).toEqual([]);
  });

  it.each<[UpdateSchedule | object, string, RegExp]>([
    [{ streams: { nope: hourly } }, 'unknown-stream', /no stream "nope".*contacts, companies, deals/],
    [{ streams: { deals: { kind: 'cron', expression: '0 6 1 * MON' } } }, 'invalid-schedule', /keep one of them/],
    [{ timeZone: 'Europe/Atlantis' }, 'invalid-schedule', /tz database, such as Europe\/Berlin/],
    [{ timeZone: '+01:00' }, 'invalid-schedule', /no time zone/],
    [{ streams: { deals: { kind: 'cron', expression: '30 2 29 3 *' } }, timeZone: 'x' }, 'invalid-schedule', /"x"/],
    [{ streams: { deals: { kind: 'rate', every: 0, unit: 'hours' } } }, 'invalid-body', /./],
    [{ streams: { deals: { kind: 'rate', every: 367, unit: 'days' } } }, 'invalid-body', /./],
    [{ streams: { deals: { kind: 'rate', every: 1, unit: 'seconds' } } }, 'invalid-body', /./],
    [{ pause: true }, 'invalid-body', /./],
  ])('%j is refused with what is wrong', async (body, type, detail) => {
    const answer = await send('PATCH', `${path}/schedule`, body);
    const problem = problemSchema.parse(answer.body);
    expect(problem.type).toBe(`/problems/${type}`);
    expect(problem.detail).toMatch(detail);
    expect(kept()).toEqual([]);
  });

  it('says all that is wrong at once, and where', async () => {
    const wrong = { kind: 'cron', expression: 'x' };
    const body = { streams: { deals: wrong, contacts: wrong } };
    const { body: answer } = await send('PATCH', `${path}/schedule`, body);
    expect(answer).toMatchObject({
      problems: [{ pointer: '/streams/deals/expression' }, { pointer: '/streams/contacts/expression' }],
    });
    expect(await send('GET', '/v1/integrations/01J000000000000000000000ZZ/schedule')).toMatchObject({ status: 404 });
    expect(await send('PATCH', '/v1/integrations/01J000000000000000000000ZZ/schedule', {})).toMatchObject({
      status: 404,
    });
  });

  it('refuses a time that the clocks of the zone never show', async () => {
    // 2:30 on the last Sunday of March is left out in Berlin, year after year.
    const never = { kind: 'cron', expression: '30 2 * 3 SUNL' } as const;
    expect(await patch({ streams: { deals: never } })).toMatchObject({ timeZone: 'UTC' });
    const { body } = await send('PATCH', `${path}/schedule`, { timeZone: 'Europe/Berlin' });
    expect(body).toMatchObject({ detail: expect.stringMatching(/never comes in Europe\/Berlin/) });
  });

  it('takes the name of a zone as the tz database spells it', async () => {
    expect(await patch({ timeZone: 'europe/berlin' })).toMatchObject({ timeZone: 'Europe/Berlin' });
  });
});

describe('the upcoming runs of all integrations', () => {
  const upcoming = (query = '') => ok<List<UpcomingRun>>('GET', `/v1/schedule${query}`);

  it('are told in order, page by page, as far ahead as asked', async () => {
    await patch({
      streams: { contacts: { ...hourly, every: 3 }, deals: { kind: 'cron', expression: '*/30 * * * *' } },
    });
    const other = await create(`Other ${crypto.randomUUID()}`);
    const every = Object.fromEntries(Object.keys(streams).map((name) => [name, hourly]));
    await ok('PATCH', `/v1/integrations/${other.integrationId}/schedule`, { streams: every });
    const resting = await create(`Resting ${crypto.randomUUID()}`);
    const pause = { streams: every, paused: true };
    await ok('PATCH', `/v1/integrations/${resting.integrationId}/schedule`, pause);

    const { items, next } = await upcoming('?limit=1000');
    expect(next).toBeNull();
    const mine = items.filter(({ integrationId }) => integrationId === integration.integrationId);
    expect(mine.filter((run) => run.streams.includes('contacts'))).toHaveLength(8);
    expect(mine.filter((run) => run.streams.includes('deals'))).toHaveLength(48);
    const others = items.filter(({ integrationId }) => integrationId === other.integrationId);
    expect(others).toHaveLength(24);
    expect(others[0]).toMatchObject({ integrationName: other.name, streams: Object.keys(streams) });
    expect(items.filter(({ integrationId }) => integrationId === resting.integrationId)).toEqual([]);
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted());
    const soon = await upcoming('?limit=1000&hours=1');
    expect(soon.items).toEqual(items.slice(0, soon.items.length));

    const paged: UpcomingRun[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: List<UpcomingRun> = await upcoming(`?limit=7${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      cursor = page.next;
    }
    // Time went on between the two lists, by less than it takes for the next one to fall due.
    expect(paged.slice(0, items.length)).toEqual(items);
  });

  it.each(['?hours=0', '?hours=169', '?cursor=x', '?cursor=WzEsMl0', '?limit=0'])('%s is refused', async (query) => {
    expect((await send('GET', `/v1/schedule${query}`)).status).toBe(400);
  });
});

/** As the sweep and whoever else has them, through an SDK client that may be killed at any request. */
function reconciling(die: () => boolean = () => false): ReconcileDependencies {
  const url = String(api.environment['AWS_ENDPOINT_URL_SCHEDULER']);
  const client = new SchedulerClient(clientSettings({ url, embedded: true }));
  client.middlewareStack.add(
    (next) => async (args) => {
      if (die()) throw new Died('before');
      const answer = await next(args);
      if (die()) throw new Died('after');
      return answer;
    },
    { step: 'initialize' },
  );
  const scheduler = schedulerSchedules(client, {
    group: String(api.environment['SCHEDULE_GROUP']),
    queueUrl: String(api.environment['SCHEDULED_RUNS_QUEUE_URL']),
    deadLettersArn: String(api.environment['SCHEDULE_DEAD_LETTERS_ARN']),
    roleArn: String(api.environment['SCHEDULER_ROLE_ARN']),
  });
  return { integrations: new IntegrationStore(api.registry), scheduler, now: Date.now };
}

const org = '000000000000';

describe('what EventBridge has', () => {
  const three = { contacts: hourly, companies: { ...hourly, every: 2 }, deals: mornings } as const;

  it('is set right by the sweep where it could not be told, and the request has succeeded', async () => {
    const complaint = vi.spyOn(console, 'error').mockReturnValue();
    // Somebody has deleted the group in the console.
    api.schedules.deleteGroup('syncline');
    const answer = await patch({ streams: three });
    expect(answer.groups).toHaveLength(3);
    expect(complaint).toHaveBeenCalledWith(expect.stringMatching(/sweep tries again/), expect.anything());
    expect((await sweepSchedules(reconciling())).failed).toContain(integration.integrationId);
    complaint.mockRestore();
    api.schedules.createGroup('syncline');
    expect((await sweepSchedules(reconciling())).set).toContain(integration.integrationId);
    expect(kept()).toHaveLength(3);
    expect(await sweepSchedules(reconciling())).toMatchObject({ set: [], failed: [] });
    for (const { name } of kept().slice(1)) api.schedules.delete('syncline', name);
    expect(await sweepSchedules(reconciling())).toMatchObject({ set: [integration.integrationId], failed: [] });
    expect(kept()).toHaveLength(3);
  });

  it.each([1, 2, 3])('is right in the end, wherever whoever set it has died (seed %i)', async (seed) => {
    await patch({ streams: three });
    const right = () => kept().map(({ name }) => name);
    const before = right();
    await patch({ paused: true });
    const random = randomOf(seed);
    let deaths = 0;
    const mortals = reconciling(() => random() < 0.3 && ++deaths > 0);
    const untilItLives = async () => {
      for (;;) {
        try {
          return await reconcileSchedules(mortals, org, integration.integrationId);
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      }
    };
    const { integrations } = reconciling();
    for (const paused of [false, true, false]) {
      const seen = (await integrations.get(org, integration.integrationId)) ?? expect.fail('gone');
      await integrations.replace(seen, { ...seen, schedule: { paused, timeZone: 'UTC', streams: three } });
      await untilItLives();
      expect(right()).toEqual(paused ? [] : before);
    }
    expect(deaths).toBeGreaterThan(0);
  });

  it('follows a decision that falls in the middle of telling it another', async () => {
    await patch({ streams: three, paused: true });
    const deps = reconciling();
    const decide = async (paused: boolean) => {
      const seen = (await deps.integrations.get(org, integration.integrationId)) ?? expect.fail('gone');
      await deps.integrations.replace(seen, { ...seen, schedule: { paused, timeZone: 'UTC', streams: three } });
    };
    await decide(false);
    let decided = false;
    const create: typeof deps.scheduler.create = async (schedule) => {
      if (!decided) await decide(true);
      decided = true;
      await deps.scheduler.create(schedule);
    };
    const { created } = await reconcileSchedules(
      { ...deps, scheduler: { ...deps.scheduler, create } },
      org,
      integration.integrationId,
    );
    expect([created, kept()]).toEqual([3, []]);
  });

  it('is what was decided last, however many decide at once', async () => {
    await patch({ streams: three });
    await Promise.all([
      ...[true, false, true].map((paused) => send('PATCH', `${path}/schedule`, { paused })),
      ...[4, 5, 6].map((every) => send('PATCH', `${path}/schedule`, { streams: { contacts: { ...hourly, every } } })),
      ...[true, false].map((disabled) => send('PATCH', path, { disabled })),
    ]);
    const present = kept().map(({ name }) => name);
    await reconcileSchedules(reconciling(), org, integration.integrationId);
    expect(present).toEqual(kept().map(({ name }) => name));
  });
});
