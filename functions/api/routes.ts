import { activityRoutes } from './activity-routes.ts';
import { alertsRoutes } from './alerts-routes.ts';
import { clustersRoutes } from './clusters-routes.ts';
import { connectorsRoutes } from './connectors-routes.ts';
import { deletionsRoutes } from './deletions-routes.ts';
import { exportsRoutes } from './exports-routes.ts';
import { hookDescription } from './hook-description.ts';
import { hooksRoutes } from './hooks-routes.ts';
import { integrationsRoutes } from './integrations-routes.ts';
import { meRoutes } from './me-routes.ts';
import { recordsRoutes } from './records-routes.ts';
import type { Route } from './route.ts';
import { runnersRoutes } from './runners-routes.ts';
import { runsRoutes } from './runs-routes.ts';
import { schedulesRoutes } from './schedules-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { trailRoutes } from './trail-routes.ts';

const resources: readonly Route[] = [
  ...meRoutes,
  ...connectorsRoutes,
  ...integrationsRoutes,
  ...runsRoutes,
  ...runnersRoutes,
  ...trailRoutes,
  ...clustersRoutes,
  ...recordsRoutes,
  ...searchRoutes,
  ...settingsRoutes,
  ...schedulesRoutes,
  ...exportsRoutes,
  ...activityRoutes,
  ...alertsRoutes,
  ...deletionsRoutes,
  ...hooksRoutes,
];

/** Every endpoint. Of two that match, the first wins. */
export const routes: readonly Route[] = [...serviceRoutes([...resources, hookDescription]), ...resources];
