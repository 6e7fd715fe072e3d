import type { Run } from '../../../shared/api/run.ts';
import { paths } from '../../routing/paths.ts';
import type { Crumb } from '../../shell/page.tsx';
import { briefOf } from '../../shown/brief.ts';
import { localTimeOf } from '../../shown/moments.tsx';

/** How far down in the log of a run a page is; what is left out is not above it. */
export interface LogPlace {
  readonly stream?: string;
  readonly page?: number | null;
  readonly entity?: { readonly externalId: string; readonly name: string | null };
}

export const nameOfRun = ({ integrationName, startedAt }: Run): string =>
  `${integrationName}, ${localTimeOf(startedAt)}`;
export const nameOfEntity = ({ externalId, name }: { externalId: string | null; name: string | null }): string =>
  briefOf(name ?? externalId ?? '(without id)');

/** The way down the log, runs → run → step → page → entity, as far as the place says. */
export function crumbsTo(run: Run, { stream, page, entity }: LogPlace = {}): Crumb[] {
  const { runId } = run;
  const crumbs: Crumb[] = [
    { text: 'Runs', to: paths.runs() },
    { text: nameOfRun(run), to: paths.run(runId) },
  ];
  if (stream === undefined) return crumbs;
  crumbs.push({ text: stream, to: paths.step(runId, stream) });
  if (page !== undefined && page !== null) {
    crumbs.push({ text: `Page ${page}`, to: paths.page(runId, stream, page) });
  }
  if (entity) crumbs.push({ text: nameOfEntity(entity), to: paths.entity(runId, stream, entity.externalId) });
  return crumbs;
}
