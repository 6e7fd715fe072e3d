import { connectorsRoutes } from './connectors-routes.ts';
import { integrationsRoutes } from './integrations-routes.ts';
import type { Route } from './route.ts';
import { runsRoutes } from './runs-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { trailRoutes } from './trail-routes.ts';

const resources: readonly Route[] = [...connectorsRoutes, ...integrationsRoutes, ...runsRoutes, ...trailRoutes];

/** Every endpoint. Of two that match, the first wins. */
export const routes: readonly Route[] = [...serviceRoutes(resources), ...resources];
