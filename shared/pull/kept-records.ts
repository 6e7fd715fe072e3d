import { decodePayload } from '../chunks/chunk-codec.ts';
import { keptPayloadKey } from '../chunks/kept-payload.ts';
import { SourceError } from '../connector/connector.ts';
import type { Json, JsonObject } from '../connector/json.ts';
import type { Objects } from '../objects/objects.ts';
import type { Selection } from '../runs/run-store.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { PulledPage, PulledRecord } from './pulled-page.ts';

/** The records of chunks that failed in an earlier run, from what was kept of them. */
export async function* keptRecords(
  payloads: Objects,
  { org, stream }: StoredStep,
  { runId, chunks }: Extract<Selection, { kind: 'chunks' }>,
  resume: Json,
): AsyncGenerator<PulledPage> {
  for (let index = Number(resume ?? 0); index < chunks.length; index++) {
    const key = keptPayloadKey({ org, runId, stream, chunk: chunks[index] ?? 0 });
    const bytes = await payloads.get(key);
    if (!bytes) throw new SourceError('payload_gone', `What was kept of a failed chunk is no longer there (${key}).`);
    yield { records: recordsIn(bytes), resume: index + 1, isKept: true };
  }
}

function recordsIn(bytes: Uint8Array): PulledRecord[] {
  const payload = decodePayload(bytes);
  if (payload.kind !== 'records') return [];
  return payload.ids.flatMap((id, position) => {
    // Nothing was kept of what the source had not given.
    if (payload.verdicts?.[position]) return [];
    const data = JSON.parse(payload.lines[position] ?? 'null') as JsonObject;
    return [{ id, name: payload.names[position] ?? null, data }];
  });
}
