import type { Entity } from '../../../shared/api/entity.ts';
import type { Run } from '../../../shared/api/run.ts';

/** A system as a person knows it: an integration by its name. */
export function systemName(system: string, run: Run): string {
  if (system === run.integrationId) return run.integrationName;
  return system === 'records' ? 'Record store' : system;
}

/** `demo-crm: 100211` */
export const systemText = ({ system, id }: Entity['source'], run: Run): string =>
  `${systemName(system, run)}: ${id ?? '–'}`;
