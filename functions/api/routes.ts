import { clustersRoutes } from './clusters-routes.ts';
import { connectorsRoutes } from './connectors-routes.ts';
import { exportsRoutes } from './exports-routes.ts';
import { integrationsRoutes } from './integrations-routes.ts';
import { recordsRoutes } from './records-routes.ts';
import type { Route } from './route.ts';
import { runsRoutes } from './runs-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { trailRoutes } from './trail-routes.ts';

const resources: readonly Route[] = [
  ...connectorsRoutes,
  ...integrationsRoutes,
  ...runsRoutes,
  ...trailRoutes,
  ...clustersRoutes,
  ...recordsRoutes,
  ...searchRoutes,
  ...settingsRoutes,
  ...exportsRoutes,
];

/** Every endpoint. Of two that match, the first wins. */
export const routes: readonly Route[] = [...serviceRoutes(resources), ...resources];
