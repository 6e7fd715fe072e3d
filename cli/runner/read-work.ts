import { findConnector } from '../../connectors/registry.ts';
import type { Work } from '../../shared/api/runner-work.ts';
import { SourceError } from '../../shared/connector/connector.ts';
import type { HttpClient } from '../../shared/connector/http-client.ts';
import type { PulledPage } from '../../shared/pull/pulled-page.ts';
import { readFrom } from '../../shared/pull/read-from.ts';

/** The pages that some work asks for. Throws SourceError where this runner cannot read them, whatever the source says. */
export function readWork(work: Work, http: HttpClient, signal: AbortSignal): AsyncIterable<PulledPage> {
  const connector = findConnector(work.connector);
  if (!connector) {
    const message = `This runner does not know the connector ${work.connector}: bring it to the version of Syncline.`;
    throw new SourceError('runner_outdated', message);
  }
  const settings = connector.settings.safeParse(work.settings);
  if (!settings.success) {
    throw new SourceError('settings_invalid', 'The settings no longer fit the connector; save them again.');
  }
  const { stream, mode, cursor, resume, ids } = work;
  const context = { settings: settings.data, http, signal, now: Date.now };
  return readFrom(connector, context, { stream, mode, cursor, resume, ids });
}
