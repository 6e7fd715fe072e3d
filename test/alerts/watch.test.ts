import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchIntegrations } from '../../shared/alerts/watch-integrations.ts';
import { type AlertServices, createAlertWorld, hour, minute, startAlertServices } from './alert-world.ts';

let services: AlertServices;

beforeAll(async () => {
  services = await startAlertServices();
});
afterAll(() => services.close());

it('looks after every integration of every org, also where one of them cannot be looked at', async () => {
  const world = await createAlertWorld(services, { stalenessHours: 3 });
  const { deps } = world;
  const first = await world.integration();
  for (let n = 0; n < 30; n++) {
    const integrationId = `01J000000000000000000000${String(n).padStart(2, '0')}`;
    await deps.integrations.create({ ...first, org: `org-${n % 3}`, integrationId, name: `integration ${n}` });
  }
  const broken = '01J00000000000000000000007';
  const all = async () => (await Promise.all(['org-0', 'org-1', 'org-2'].map((org) => deps.episodes.list(org)))).flat();
  const { pendingDeletions } = deps;
  Object.assign(deps, {
    pendingDeletions: async (org: string, integrationId: string) => {
      if (integrationId === broken) throw new Error('The table is throttled.');
      return pendingDeletions(org, integrationId);
    },
  });

  world.later(4 * hour);
  expect(await watchIntegrations(deps)).toEqual({ watched: 31, failed: [broken] });
  world.later(6 * minute);
  await watchIntegrations(deps);
  const states = (await all()).map(({ integrationId, state }) => `${integrationId} ${state}`);
  expect(new Set(states).size).toBe(29);
  expect(states.every((state) => state.endsWith(' RAISED') && !state.startsWith(broken))).toBe(true);

  // All of them write to the same address, each once.
  expect(await services.mails(world.email)).toHaveLength(30);
  Object.assign(deps, { pendingDeletions });
  await watchIntegrations(deps);
  world.later(6 * minute);
  await watchIntegrations(deps);
  expect(await services.mails(world.email)).toHaveLength(31);
});
