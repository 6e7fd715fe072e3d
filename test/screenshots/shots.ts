import type { Page } from 'playwright-core';
import { paths } from '../../console/routing/paths.ts';
import type { Scene } from './scene.ts';

export interface Shot {
  readonly name: string;
  readonly path: string;
  /** What is on the page once it is complete. */
  readonly until: string | RegExp;
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** Every page, with something to see on it. */
export const shotsOf = ({ crm, run, staged, record }: Scene): Shot[] => [
  { name: 'overview', path: `${paths.overview()}?last=7d`, until: /runs ended/ },
  { name: 'integrations', path: paths.integrations(), until: 'CRM Europe' },
  { name: 'new-integration', path: paths.newIntegration(), until: 'Connector' },
  { name: 'integration', path: paths.integration(crm), until: 'CRM Europe' },
  { name: 'schedule', path: paths.integration(crm, 'schedule'), until: 'The next five times' },
  { name: 'integration-history', path: paths.integration(crm, 'history'), until: /Test connection/ },
  { name: 'integration-alerts', path: paths.integration(crm, 'alerts'), until: 'E-mail' },
  { name: 'integration-settings', path: paths.integration(crm, 'settings'), until: 'Save settings' },
  { name: 'runs', path: paths.runs(), until: 'CRM Europe' },
  { name: 'run', path: paths.run(run), until: 'Completeness' },
  { name: 'run-staged', path: paths.run(staged), until: /staged|approv/i },
  { name: 'step', path: paths.step(run, 'contacts'), until: 'External id' },
  { name: 'step-pages', path: paths.step(run, 'contacts', { tab: 'pages' }), until: /\/api\/contacts/ },
  { name: 'step-calls', path: paths.step(run, 'contacts', { tab: 'calls' }), until: /\/api\/contacts/ },
  { name: 'page', path: paths.page(run, 'contacts', 1), until: 'External id' },
  { name: 'entity', path: paths.entity(run, 'contacts', record), until: 'Old' },
  { name: 'search', path: paths.search(record), until: 'CRM Europe' },
  { name: 'history', path: paths.history(crm, 'contacts', record), until: /CRM Europe/ },
  { name: 'records', path: paths.records({ integrationId: crm }), until: 'contacts' },
  { name: 'clusters', path: paths.clusters(crm), until: 'no_id' },
  { name: 'alerts', path: paths.alerts(), until: 'Alerts' },
  { name: 'deletions', path: paths.deletions(), until: 'Directory' },
  { name: 'runners', path: paths.runners(), until: 'office-berlin-1' },
  { name: 'settings', path: paths.settings(), until: 'Retention' },
  { name: 'embedded', path: `/embed/${crm}/runs`, until: 'Success' },
  { name: 'not-found', path: '/nowhere', until: 'There is nothing here' },
];
