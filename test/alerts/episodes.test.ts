import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluateAlerts } from '../../shared/alerts/evaluate.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import {
  type AlertServices,
  type AlertWorld,
  createAlertWorld,
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
  world = await createAlertWorld(services);
});

/** Half of the records fail, and the five minutes until somebody hears of it have passed. */
async function raise(): Promise<void> {
  await world.closes({ outcome: 'PARTIAL', failed: 50 });
  world.later(10 * minute);
  await world.watch();
}

describe('an episode', () => {
  it('is one mail at its beginning and one at its end, however long it lasts and however many runs it has', async () => {
    await raise();
    for (let round = 0; round < 5; round++) {
      world.later(hour);
      await world.closes({ outcome: 'PARTIAL', failed: 50 });
      await world.watch();
    }
    expect(await world.subjects()).toEqual(['[Syncline] CRM: too many errors']);
    expect(await world.alert('error-rate')).toMatchObject({
      state: 'RAISED',
      notified: ['email', 'event'],
      notify: null,
    });

    world.later(25 * hour);
    await world.watch();
    expect(await world.alert('error-rate')).toMatchObject({ state: 'RAISED', clearSince: expect.any(String) });
    world.later(20 * minute);
    await world.watch();
    expect(await world.stateOf('error-rate')).toBe('OK');
    await world.watch();
    expect(await world.subjects()).toEqual([
      '[Syncline] CRM: too many errors',
      '[Syncline] CRM: over: too many errors',
    ]);
  });

  it('is a new one, with mails of its own, once the one before is over', async () => {
    await raise();
    const first = (await world.alert('error-rate'))?.alertId;
    world.later(26 * hour);
    await world.watch();
    world.later(20 * minute);
    await world.watch();
    await raise();
    expect(await world.subjects()).toHaveLength(3);
    const alert = await world.alert('error-rate');
    expect(alert).toMatchObject({ state: 'RAISED', resolvedAt: null });
    expect(alert?.alertId).not.toBe(first);
  });

  it('is told on the event bus too, with what the API gives', async () => {
    await raise();
    expect(world.published).toEqual([
      {
        type: 'syncline.integration.alert',
        detail: {
          org: world.org,
          notificationId: expect.stringMatching(/-raised$/),
          notice: 'raised',
          link: `https://console.example/integrations/${world.integrationId}`,
          alert: expect.objectContaining({ kind: 'error-rate', state: 'RAISED', integrationName: 'CRM' }),
        },
      },
    ]);
  });
});

describe('a flapping minute', () => {
  it('writes to nobody when what was wrong is over before five minutes have passed', async () => {
    await world.closes({ outcome: 'PARTIAL', failed: 50 });
    expect(await world.stateOf('error-rate')).toBe('PENDING');
    world.later(minute);
    await world.closes({ unchanged: 10_000 });
    expect(await world.stateOf('error-rate')).toBe('OK');
    world.later(hour);
    await world.watch();
    expect(await world.subjects()).toEqual([]);
    expect(world.published).toEqual([]);
  });

  it('is one until five minutes have passed, however many runs fail in it', async () => {
    for (let passed = 0; passed < 5; passed++) {
      await world.closes({ outcome: 'PARTIAL', failed: 50 });
      await world.watch();
      expect(await world.stateOf('error-rate')).toBe('PENDING');
      world.later(minute);
    }
    expect(await world.subjects()).toEqual([]);
    await world.watch();
    expect(await world.subjects()).toEqual(['[Syncline] CRM: too many errors']);
  });

  it('does not end an episode: it has to stay away for a quarter of an hour', async () => {
    await raise();
    world.later(minute);
    await world.closes({ outcome: 'PARTIAL', type: 'update', failed: 1, unchanged: 10_000 });
    expect(await world.alert('error-rate')).toMatchObject({ clearSince: expect.any(String) });
    world.later(5 * minute);
    await world.closes({ outcome: 'PARTIAL', type: 'update', failed: 10_000 });
    expect(await world.alert('error-rate')).toMatchObject({ state: 'RAISED', clearSince: null });
    expect(await world.subjects()).toHaveLength(1);
  });

  it('ends at once where a full run has succeeded', async () => {
    await raise();
    world.later(minute);
    await world.closes({ unchanged: 10_000 });
    expect(await world.subjects()).toEqual([
      '[Syncline] CRM: too many errors',
      '[Syncline] CRM: over: too many errors',
    ]);
  });
});

describe('two who evaluate at once', () => {
  it('raise and resolve with one mail each', async () => {
    await world.closes({ outcome: 'PARTIAL', failed: 50 });
    world.later(10 * minute);
    await Promise.all(Array.from({ length: 5 }, () => world.watch()));
    expect(await world.subjects()).toHaveLength(1);
    world.later(26 * hour);
    await world.watch();
    world.later(20 * minute);
    await Promise.all(Array.from({ length: 5 }, () => world.watch()));
    expect(await world.subjects()).toHaveLength(2);
  });

  it('begin an episode once, also with what they have read before', async () => {
    const integration = await world.integration();
    world.pending.push({ stream: 'contacts', count: 400 });
    const known = {
      health: await world.deps.health.get(world.org, world.integrationId),
      episodes: [],
      provenWell: false,
    };
    await Promise.all([1, 2, 3].map(() => evaluateAlerts(world.deps, integration, known)));
    await evaluateAlerts(world.deps, integration, known);
    expect(await world.subjects()).toEqual(['[Syncline] CRM: deletions wait for you']);
  });
});

describe('a sender', () => {
  const killed = () => Promise.reject(new Error('killed'));

  it('that dies between the transition and the sending is followed by the watch, once its claim is over', async () => {
    world.pending.push({ stream: 'contacts', count: 400 });
    // The transition is written; the next thing is to ask what goes wrong most.
    const { clusters } = world.deps;
    const ofDays = () => {
      throw new Error('killed');
    };
    Object.assign(world.deps, { clusters: { ofDays } });
    await expect(world.closes()).rejects.toThrow('killed');
    Object.assign(world.deps, { clusters });
    expect(world.published).toEqual([]);
    expect(await world.alert('pending-deletions')).toMatchObject({ state: 'RAISED', notify: 'raised', notified: [] });

    world.later(minute);
    await world.watch();
    expect(await world.subjects()).toEqual([]);
    world.later(10 * minute);
    await world.watch();
    await world.watch();
    expect(await world.subjects()).toEqual(['[Syncline] CRM: deletions wait for you']);
    expect(await world.alert('pending-deletions')).toMatchObject({ notify: null, notified: ['email', 'event'] });
  });

  it('says the same id when nobody knows whether it was heard', async () => {
    world.pending.push({ stream: 'contacts', count: 400 });
    const { deps } = world;
    const note = deps.episodes.note.bind(deps.episodes);
    deps.episodes.note = killed;
    await expect(world.closes()).rejects.toThrow('killed');
    deps.episodes.note = note;
    world.later(10 * minute);
    await world.watch();
    const mails = await services.mails(world.email);
    const ids = mails.map(({ headers }) => headers.find(({ name }) => name === 'X-Syncline-Notification')?.value);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9A-Z]{26}-raised$/);
  });

  it('tries what fails again, tells nobody twice meanwhile, and gives up after an hour', async () => {
    const { deps } = world;
    Object.assign(deps, { mailer: { send: killed } });
    world.pending.push({ stream: 'contacts', count: 400 });
    await world.closes();
    expect(await world.alert('pending-deletions')).toMatchObject({
      notify: 'raised',
      notified: ['event'],
      undelivered: [{ channel: 'email', reason: 'killed' }],
    });
    for (let round = 0; round < 10; round++) {
      world.later(10 * minute);
      await world.watch();
    }
    expect(world.published).toHaveLength(1);
    expect(await world.alert('pending-deletions')).toMatchObject({
      state: 'RAISED',
      notify: null,
      undelivered: [{ channel: 'email', reason: 'killed' }],
    });
  });

  it('that dies of every try is given up too', async () => {
    const { deps } = world;
    world.pending.push({ stream: 'contacts', count: 400 });
    const note = deps.episodes.note.bind(deps.episodes);
    // The claim is written; what comes after it is not.
    deps.episodes.note = async (seen, changes) => {
      return 'notified' in changes ? killed() : note(seen, changes);
    };
    await expect(world.closes()).rejects.toThrow('killed');
    for (let round = 0; round < 10; round++) {
      world.later(10 * minute);
      await world.watch();
    }
    expect(await services.mails(world.email)).toHaveLength(6);
    expect(await world.alert('pending-deletions')).toMatchObject({ notify: null });
  });
});

describe('settings', () => {
  it('switched off end what is going on without a word, and keep the next one quiet', async () => {
    await raise();
    const { alerts } = await world.integration();
    if (alerts) await world.change({ alerts: { ...alerts, enabled: false } });
    await world.watch();
    expect(await world.stateOf('error-rate')).toBe('OK');
    await raise();
    expect(await world.subjects()).toHaveLength(1);
  });

  it('that name nobody write to those of the org; where there are none, the event is all', async () => {
    const { alerts } = await world.integration();
    if (alerts) await world.change({ alerts: { ...alerts, emails: [] } });
    await world.deps.recipients.set(world.org, ['first@org.example', 'second@org.example']);
    await raise();
    expect((await services.mails('first@org.example'))[0]?.destination.to).toEqual([
      'first@org.example',
      'second@org.example',
    ]);
    expect(await services.mails(world.email)).toEqual([]);

    await world.deps.recipients.set(world.org, []);
    world.pending.push({ stream: 'contacts', count: 1 });
    await world.watch();
    expect(await world.alert('pending-deletions')).toMatchObject({
      notified: ['event'],
      undelivered: [],
      notify: null,
    });
  });

  it('without an address to send from tell by event and webhook, and say so', async () => {
    Object.assign(world.deps, { mailer: null });
    await raise();
    expect(await world.alert('error-rate')).toMatchObject({ notified: ['event'], undelivered: [], notify: null });
  });

  it('of an integration that is gone are forgotten, its alerts with them', async () => {
    await raise();
    const { deps } = world;
    await deps.integrations.remove(await world.integration());
    await deps.integrations.create(other(world));
    await world.watch();
    expect(await deps.episodes.list(world.org, world.integrationId)).toEqual([]);
    await world.closes({ outcome: 'PARTIAL', failed: 50 });
    expect(await deps.episodes.list(world.org, world.integrationId)).toEqual([]);
  });
});

/** Another integration of the same org: the watch comes by. */
function other({ org, now }: AlertWorld): StoredIntegration {
  const at = new Date(now()).toISOString();
  return {
    org,
    integrationId: '01J00000000000000000000000',
    name: 'Other',
    connector: 'test',
    direction: 'inbound',
    target: 'records',
    settings: {},
    sealedSecrets: null,
    secrets: [],
    streams: [],
    status: 'ACTIVE',
    statusReason: null,
    createdAt: at,
    updatedAt: at,
    nameClaim: 'other',
    revision: 1,
  };
}
