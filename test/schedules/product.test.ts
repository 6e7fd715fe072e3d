import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import type { Schedule } from '../../shared/api/schedule.ts';
import { type GatedSource, gatedManifest, startGatedSource } from '../cli/gated-source.ts';
import { type Ended, syncline } from '../cli/syncline.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { waitForRun } from '../harness/syncs.ts';

let product: Product;
let source: GatedSource;
let directory: string;
let scheduler: SchedulerClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-schedule-'));
  const file = join(directory, 'crm.yaml');
  await writeFile(file, gatedManifest({ things: '/things', others: '/things/others' }));
  [source, product] = await Promise.all([startGatedSource(), startProduct()]);
  scheduler = new SchedulerClient(clientSettings(product.runtime.endpoints.scheduler));
  await run('connect', file, '--name', 'crm', '--settings', `base_url=${source.url}`, 'api_token=token');
});
afterAll(async () => {
  scheduler?.destroy();
  await product?.close();
  await source?.close();
  await rm(directory, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<Ended> => syncline(args, { environment: { SYNCLINE_URL: product.url } });

// One story, told in order.
describe('syncline schedule', () => {
  it('says that nothing starts by itself, and how to change that', async () => {
    const { out, code } = await run('schedule', 'crm');
    expect(out).toMatch(/things +never \(default\) +–[\s\S]*--every or --cron/);
    expect(code).toBe(0);
    expect((await run('schedule')).err).toContain('Nothing starts by itself in that time');
  });

  it('gives all streams a rhythm, or some of them another one', async () => {
    const { out } = await run('schedule', 'CRM', '--every', '2h');
    expect(out).toMatch(/things +every 2 hours +20\d\d-.*\nothers +every 2 hours +20\d\d-/);
    const mixed = await run(
      'schedule',
      'crm',
      '--cron',
      '0 6 * * MON-FRI',
      '--streams',
      'others',
      '--time-zone',
      'Asia/Tokyo',
    );
    // The clocks of the test show UTC.
    expect(mixed.out).toMatch(/things +every 2 hours +.*\nothers +0 6 \* \* MON-FRI +20\d\d-\d\d-\d\d 21:0/);
    expect(mixed.out).toContain('those of Asia/Tokyo');
    expect((await run('schedule', '--hours', '3')).out).toMatch(/AT +INTEGRATION +STREAMS\n.* crm +things/);
  });

  it('pauses and resumes', async () => {
    expect((await run('schedule', 'crm', '--pause')).out).toMatch(/things +every 2 hours +–[\s\S]*--resume/);
    const resumed: Schedule = JSON.parse((await run('schedule', 'crm', '--resume', '--json')).out);
    expect(resumed).toMatchObject({ paused: false, groups: [{ streams: ['things'] }, { streams: ['others'] }] });
  });

  it('refuses what makes no sense, and says why', async () => {
    const refused: readonly [string, RegExp][] = [
      ['schedule crm --every 90', /15m, 1h, 2d/],
      ['schedule crm --every 1h --none', /cannot be used with/],
      ['schedule crm --pause --resume', /cannot be used with/],
      ['schedule crm --streams things', /how often/],
      ['schedule --pause', /Name the integration/],
      ['schedule crm --time-zone Berlin', /no time zone/],
      ['schedule crm --every 1h --streams nope', /no stream "nope"/],
    ];
    const ended = await Promise.all(refused.map(([line]) => run(...line.split(' '))));
    for (const [index, [line, why]] of refused.entries()) {
      expect([line, ended[index]]).toEqual([line, { code: 2, out: '', err: expect.stringMatching(why) }]);
    }
  });

  it('leads to a run when it is time', async () => {
    const { integrationId } = (await product.api.integrations({})).items[0] ?? expect.fail('No integration.');
    const { groups } = await product.api.schedule(integrationId);
    const names: { GroupName: string; Name: string }[] = [];
    for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, {})) {
      for (const { GroupName = '', Name = '' } of Schedules) names.push({ GroupName, Name });
    }
    expect(names).toHaveLength(groups.length);
    const kept = await Promise.all(names.map((name) => scheduler.send(new GetScheduleCommand(name))));
    const { GroupName, Target } = kept.find((one) => one.ScheduleExpression === 'rate(2 hours)') ?? expect.fail();
    // The same once more, but in a moment and at once: two hours are too long for a test.
    const input: object = JSON.parse(Target?.Input ?? '');
    await scheduler.send(
      new CreateScheduleCommand({
        GroupName,
        Name: 'soon',
        ScheduleExpression: `at(${new Date(Date.now() + 1_500).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          ...Target,
          Arn: Target?.Arn,
          RoleArn: Target?.RoleArn,
          Input: JSON.stringify({ ...input, DelaySeconds: 0 }),
        },
      }),
    );
    const started = await vi.waitFor(
      async () =>
        (await product.api.runs({ integrationId, action: 'sync' })).items[0] ?? expect.fail('Nothing has started.'),
      { timeout: 15_000, interval: 100 },
    );
    const ended = await waitForRun(product.api, started.runId, 30);
    expect(ended).toMatchObject({ trigger: 'SCHEDULED', startedBy: 'system', streams: ['things'], outcome: 'SUCCESS' });
    const { activity } = await product.api.integration(integrationId);
    expect(activity).toMatchObject({ lastScheduledAt: ended.startedAt, lastSkipped: null });
  });
});
