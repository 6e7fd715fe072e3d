import type { ReconcileDependencies } from '../schedules/reconcile-schedules.ts';
import type { StartScheduledRunDependencies } from '../schedules/start-scheduled-run.ts';
import { integrations, keys, locks, now, orgSettings, runs, workflow } from './bound.ts';
import { scheduler } from './bound-scheduler.ts';

export const reconcileDependencies = (): ReconcileDependencies => ({
  integrations: integrations(),
  scheduler: scheduler(),
  now,
});

export const startScheduledRunDependencies = (): StartScheduledRunDependencies => ({
  ...reconcileDependencies(),
  keys: keys(),
  locks: locks(),
  retention: (org) => orgSettings().retention(org),
  runs: runs(),
  workflow: workflow(),
});
