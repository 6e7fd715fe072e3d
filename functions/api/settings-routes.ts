import { type Settings, settingsSchema, updateSettingsSchema } from '../../shared/api/settings.ts';
import { defaultRetention, type Retention } from '../../shared/trail/retention.ts';
import { orgSettings, recipients } from './bindings.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';

const defaults = `${defaultRetention.hotDays} and ${defaultRetention.archiveDays}`;

export const settingsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/settings',
    summary: `What applies to all integrations: how long the log of a run is kept (${defaults} days until it is changed)`,
    response: { status: 200, schema: settingsSchema, description: 'The settings' },
    handle: async ({ caller }) => ({ status: 200, body: await settingsOf(caller.org) }),
  }),

  defineRoute({
    method: 'PATCH',
    path: '/v1/settings',
    summary: 'Changes what is given and leaves the rest; applies to runs that start from then on',
    problems: ['invalid-settings'],
    body: updateSettingsSchema,
    response: { status: 200, schema: settingsSchema, description: 'The settings as they are now' },
    handle: async ({ caller, body: { retention = {}, alerts = {} } }) => {
      const { hotDays, archiveDays } = retention;
      const changed = await orgSettings().changeRetention(caller.org, {
        ...(hotDays !== undefined && { hotDays }),
        ...(archiveDays !== undefined && { archiveDays }),
      });
      if (changed.kind === 'hot-outlasts-archive') throw hotOutlastsArchive(changed.retention);
      if (alerts.emails !== undefined) await recipients().set(caller.org, alerts.emails);
      return { status: 200, body: await settingsOf(caller.org) };
    },
  }),
];

async function settingsOf(org: string): Promise<Settings> {
  const [retention, emails] = await Promise.all([orgSettings().retention(org), recipients().get(org)]);
  return { retention, alerts: { emails } };
}

function hotOutlastsArchive({ hotDays, archiveDays }: Retention): ApiProblem {
  const detail =
    `The log cannot be in the database for ${hotDays} days and be kept for ${archiveDays}: ` +
    `give "archiveDays" of at least ${hotDays}, or "hotDays" of at most ${archiveDays}, along with it.`;
  return new ApiProblem('invalid-settings', detail, { problems: [{ pointer: '/retention', detail }] });
}
