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
export const shotsOf = ({ crm, run }: Scene): Shot[] => [
  { name: 'overview', path: paths.overview(), until: 'Overview' },
  { name: 'integrations', path: paths.integrations(), until: 'CRM Europe' },
  { name: 'integration', path: paths.integration(crm), until: 'contacts' },
  { name: 'runs', path: paths.runs(), until: 'CRM Europe' },
  { name: 'run', path: paths.run(run), until: 'contacts' },
];
