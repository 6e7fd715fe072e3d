import { SourceError } from '../connector/connector.ts';
import type { Json, JsonObject } from '../connector/json.ts';
import { hash64, hashToHex } from '../fingerprints/hash.ts';
import type { RecordPosition, RecordStore } from '../records/record-store.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { Selection } from '../runs/run-store.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import type { OpenedSource } from './opened-source.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import type { PulledPage, PulledRecord } from './pulled-page.ts';

/** Records that are asked for by their ids at once. */
const idsPerPage = 100;

/**
 * The source of an outbound stream: the record store of the integration that it sends, a query a page. It holds still
 * enough to be read while a run writes to it, since no record ever changes its place: what is there all the time is seen.
 * Throws SourceError where that integration is gone.
 */
export async function ourRecords(
  { integrations, records }: Pick<PullDependencies, 'integrations' | 'records'>,
  { org, stream, pull: { resume } }: StoredStep,
  source: { readonly integrationId: string; readonly streams: Readonly<Record<string, string>> },
  selection: Extract<Selection, { kind: 'ids' }> | null,
  secretValues: readonly string[],
): Promise<OpenedSource> {
  const { integrationId } = source;
  if (!(await integrations.get(org, integrationId))) {
    throw new SourceError('integration_gone', `The integration ${integrationId}, whose records are sent, was deleted.`);
  }
  const from = { org, integrationId, stream: source.streams[stream] ?? stream };
  const read = () => (selection ? byId(records, from, selection.ids, resume) : all(records, from, resume));
  return { secretValues, read };
}

async function* all(records: RecordStore, from: StreamOfIntegration, resume: Json): AsyncGenerator<PulledPage> {
  let position = resume as RecordPosition | null;
  do {
    const page = await records.page(from, position);
    position = page.next;
    // Where nothing follows, nothing is read again: the checkpoint says that the pull is done.
    yield { records: page.records.map(pulled), resume: position && { ...position } };
  } while (position);
}

async function* byId(
  records: RecordStore,
  from: StreamOfIntegration,
  ids: readonly string[],
  resume: Json,
): AsyncGenerator<PulledPage> {
  for (let at = Number(resume ?? 0); at < ids.length; at += idsPerPage) {
    const asked = ids.slice(at, at + idsPerPage);
    const hashes = asked.map((id) => hashToHex(hash64(id)));
    const found = await records.read(from, hashes);
    const page = asked.map((id, index): PulledRecord => {
      const record = found.get(hashes[index] ?? '');
      if (record?.externalId === id && record.deletedAt === null) return pulled(record);
      return { id, name: null, data: {}, verdict: { kind: 'gone' } };
    });
    yield { records: page, resume: at + idsPerPage, reportedTotal: ids.length };
  }
}

const pulled = ({ externalId, name, data }: StoredRecord): PulledRecord => ({
  id: externalId,
  name,
  data: JSON.parse(data) as JsonObject,
});
