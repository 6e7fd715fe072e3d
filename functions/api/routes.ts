import { connectorsRoutes } from './connectors-routes.ts';
import { integrationsRoutes } from './integrations-routes.ts';
import type { Route } from './route.ts';
import { runsRoutes } from './runs-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { trailRoutes } from './trail-routes.ts';

/** Every endpoint. Of two that match, the first wins. */
export const routes: readonly Route[] = [
  ...serviceRoutes,
  ...connectorsRoutes,
  ...integrationsRoutes,
  ...runsRoutes,
  ...trailRoutes,
];
