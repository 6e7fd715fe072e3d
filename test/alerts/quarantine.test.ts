import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isQuarantined, presentQuarantine } from '../../shared/quarantine/quarantine.ts';
import {
  type AlertServices,
  type AlertWorld,
  createAlertWorld,
  day,
  hour,
  minute,
  startAlertServices,
} from './alert-world.ts';

let services: AlertServices;
let world: AlertWorld;

beforeAll(async () => {
  services = await startAlertServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  // Only what is about quarantine writes.
  world = await createAlertWorld(services, {
    errorRate: { records: null, runs: null, windowHours: 24, minimumRecords: 10, minimumRuns: 1 },
    stalenessHours: null,
  });
});

const waitHours = async () => {
  const { quarantine } = await world.integration();
  return quarantine?.until ? (Date.parse(quarantine.until) - world.now()) / hour : 0;
};
const rests = async () => isQuarantined(await world.integration(), world.now());

/** The schedule tries again as soon as it may. */
async function failAgain(): Promise<number> {
  world.later(Math.max(minute, (await waitHours()) * hour));
  await world.fails();
  return waitHours();
}

describe('scheduled runs that fail', () => {
  it('wait 6, 12 and 24 hours, then a day each time, then no more', async () => {
    const waits = [];
    for (let failure = 0; failure < 6; failure++) waits.push(await failAgain());
    expect(waits).toEqual([0, 0, 6, 12, 24, 24]);
    expect((await world.integration()).status).toBe('ACTIVE');

    while ((await waitHours()) > 0) waits.push(await failAgain());
    // 10 days, of which the first two waits are three quarters of one.
    expect(waits.slice(6)).toEqual([24, 24, 24, 24, 24, 24, 24, 24, 0]);
    expect(await world.integration()).toMatchObject({
      status: 'DISABLED',
      statusReason: '15 scheduled runs in a row failed; the last one said: The source answered http_503.',
    });
    expect(await rests()).toBe(false);
    // Of all that, switching it off is in its history, once.
    const { org, integrationId } = await world.integration();
    const { runs } = await world.deps.runs.list(org, integrationId, { fromId: '0', toId: '~' });
    expect(runs).toMatchObject([
      { action: 'update', startedBy: 'system', changes: [{ field: 'status', old: 'ACTIVE', new: 'DISABLED' }] },
    ]);
  });

  it('write when it begins, and once more when the integration is switched off', async () => {
    for (let failure = 0; failure < 20; failure++) await failAgain();
    expect(await world.subjects()).toEqual(['[Syncline] CRM: in quarantine', '[Syncline] CRM: in quarantine']);
    const [first, last] = await services.mails(world.email);
    expect(first?.body.text).toContain('3 scheduled runs in a row failed');
    expect(first?.body.text).toContain('The schedule waits until 2026-03-02T14:1');
    expect(last?.body.text).toContain('The integration is switched off.');
    expect(last?.body.text).toContain('Mend the cause, then switch the integration on again.');
  });

  it('rest until the time is over, to the millisecond', async () => {
    for (let failure = 0; failure < 3; failure++) await failAgain();
    world.later(6 * hour - 1);
    expect(await rests()).toBe(true);
    world.later(1);
    expect(await rests()).toBe(false);
  });

  it('are told on the integration, with the way out', async () => {
    expect(presentQuarantine(await world.integration())).toBeNull();
    for (let failure = 0; failure < 3; failure++) await failAgain();
    expect(presentQuarantine(await world.integration())).toEqual({
      since: new Date(world.now()).toISOString(),
      until: new Date(world.now() + 6 * hour).toISOString(),
      failures: 3,
      reason: '3 scheduled runs in a row failed; the last one said: The source answered http_503.',
      wayOut: expect.stringContaining('start a run by hand'),
    });
  });

  it('count once each, however often and by however many they are told', async () => {
    world.later(minute);
    const run = await world.fails();
    await Promise.all([1, 2, 3, 4].map(() => world.closes(run)));
    expect((await world.integration()).quarantine?.failedRuns).toEqual([run.runId]);
    expect(await waitHours()).toBe(0);
  });

  it.each(['http_401', 'http_403'])('with refused credentials (%s) are in quarantine at once', async (code) => {
    await world.fails(code);
    expect(await waitHours()).toBe(6);
    expect(await world.subjects()).toEqual(['[Syncline] CRM: in quarantine']);
    expect(await failAgain()).toBe(12);
  });
});

describe('quarantine', () => {
  beforeEach(async () => {
    for (let failure = 0; failure < 4; failure++) await failAgain();
  });

  it.each(['SCHEDULED', 'MANUAL', 'API'] as const)(
    'is lifted by a run (%s) that succeeds, with a mail',
    async (trigger) => {
      world.later(minute);
      await world.closes({ trigger });
      expect((await world.integration()).quarantine).toBeNull();
      expect(await world.stateOf('quarantine')).toBe('OK');
      expect((await world.subjects()).at(-1)).toBe('[Syncline] CRM: over: in quarantine');
      world.later(day);
      expect(await failAgain()).toBe(0);
    },
  );

  it('is lifted by a run that took part of the records, as the source does answer', async () => {
    world.later(minute);
    await world.closes({ outcome: 'PARTIAL', failed: 1 });
    expect((await world.integration()).quarantine).toBeNull();
  });

  it('is not made longer by runs that somebody starts, nor by one that ended before the last success', async () => {
    const before = (await world.integration()).quarantine;
    world.later(minute);
    const late = world.run({ outcome: 'FAILED', unchanged: 0 });
    await world.fails('http_503', { trigger: 'MANUAL' });
    expect((await world.integration()).quarantine).toEqual(before);
    world.later(minute);
    await world.closes();
    await world.closes(late);
    expect((await world.integration()).quarantine).toBeNull();
  });

  it('is not lifted by a success from before it, told late', async () => {
    const early = world.run({ runId: '01J00000000000000000000000' });
    await world.closes(early);
    expect((await world.integration()).quarantine?.failedRuns).toHaveLength(4);
  });

  it('leaves alone what is changed at the same moment', async () => {
    const { integrations } = world.deps;
    const replace = integrations.replace.bind(integrations);
    let raced = false;
    integrations.replace = async (seen, changed) => {
      if (!raced) {
        raced = true;
        await replace(await world.integration(), { ...(await world.integration()), name: 'Renamed' });
      }
      return replace(seen, changed);
    };
    await failAgain();
    const integration = await world.integration();
    expect(integration.name).toBe('Renamed');
    expect(integration.quarantine?.failedRuns).toHaveLength(5);
  });

  it('does not switch on or rename the reason of what a user has switched off', async () => {
    await world.change({ status: 'DISABLED', statusReason: 'Switched off by a user.' });
    world.later(20 * day);
    await world.fails();
    expect(await world.integration()).toMatchObject({
      statusReason: 'Switched off by a user.',
      quarantine: { gaveUp: true },
    });
  });
});
