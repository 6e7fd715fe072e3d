import { SourceError } from '../connector/connector.ts';
import { openSettings } from '../integrations/open-settings.ts';
import type { Selection } from '../runs/run-store.ts';
import { type StoredStep, takesSelection } from '../steps/step-store.ts';
import { deliveredPages } from './delivered-pages.ts';
import { keptRecords } from './kept-records.ts';
import type { OpenedSource } from './opened-source.ts';
import { ourRecords } from './our-records.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import { readFrom } from './read-from.ts';

/** Throws SourceError where the step can no longer be read, whatever the source says. */
export async function openSource(deps: PullDependencies, step: StoredStep): Promise<OpenedSource> {
  const integration = await deps.integrations.get(step.org, step.integrationId);
  if (!integration) throw new SourceError('integration_gone', 'The integration was deleted while its run was going.');
  if (step.mode === 'staged') return { secretValues: [], read: nothing };
  const selection = takesSelection(step.mode) ? await selectionOf(deps, step) : null;
  if (selection?.kind === 'chunks') {
    return { secretValues: [], read: () => keptRecords(deps.payloads, step, selection, step.pull.resume) };
  }
  const { delivery } = deps;
  if (delivery) {
    const { secretValues } = await openSettings(deps.secretBox, integration);
    const known = step.pull.pagesRead ?? 0;
    return { secretValues, read: (_http, _signal, onCall) => deliveredPages(delivery, known, onCall) };
  }
  const connector = await deps.findConnector(integration.connector);
  if (!connector) throw new SourceError('connector_gone', `There is no connector ${integration.connector} any more.`);
  const { settings, secretValues } = await openSettings(deps.secretBox, integration);
  const parsed = connector.settings.safeParse(settings);
  if (!parsed.success) {
    throw new SourceError('settings_invalid', 'The settings no longer fit the connector; save them again.');
  }
  const { stream, mode, cursor, pull } = step;
  const request = { stream, mode: mode === 'update' ? mode : 'full', cursor, resume: pull.resume } as const;
  const ids = selection?.ids ?? null;
  const { target } = connector;
  if (target) return ourRecords(deps, step, target.source(parsed.data), selection, secretValues);
  return {
    secretValues,
    read: (http, signal) =>
      readFrom(connector, { settings: parsed.data, http, signal, now: deps.now }, { ...request, ids }),
  };
}

/** Records that an earlier run found to be gone are not asked for again. */
async function* nothing(): AsyncGenerator<never> {}

async function selectionOf({ runs }: PullDependencies, step: StoredStep): Promise<Selection> {
  const selection = await runs.selection(step);
  if (!selection) throw new Error(`It is not known which records of ${step.stream} run ${step.runId} is for.`);
  return selection;
}
