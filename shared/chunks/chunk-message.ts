import type { Objects } from '../objects/objects.ts';
import { payloadDays } from '../objects/payload-days.ts';
import { bytesPerMessage, type ChunkEnvelope, type ChunkPayload } from './chunk.ts';
import { decodePayload, encodePayload } from './chunk-codec.ts';

/** Where chunks wait for a worker. */
export interface ChunkQueue {
  /** Returns once all of them are on the queue; throws where some could not be put there. */
  send(bodies: readonly string[]): Promise<void>;
}

/** The envelope as one line of JSON, then the payload in base64, or the key of the object that holds it. */
interface Head extends ChunkEnvelope {
  readonly object: string | null;
}

export async function packMessage(payloads: Objects, envelope: ChunkEnvelope, payload: ChunkPayload): Promise<string> {
  const bytes = await encodePayload(payload);
  if (bytes.byteLength <= bytesPerMessage) {
    return `${head(envelope, null)}\n${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`;
  }
  const object = `${envelope.org}/chunks/${envelope.runId}/${encodeURIComponent(envelope.stream)}/${envelope.chunk}`;
  await payloads.put(object, bytes, { days: payloadDays });
  return head(envelope, object);
}

/** Never fails for a message of ours, whatever became of its payload. */
export function readEnvelope(body: string): ChunkEnvelope & { readonly object: string | null } {
  return JSON.parse(firstLine(body)) as Head;
}

/** Throws where the payload is gone or damaged. */
export async function unpackMessage(payloads: Objects, body: string): Promise<ChunkPayload> {
  return decodePayload(await payloadBytes(payloads, body));
}

/** The payload as it was packed. Throws where it is gone. */
export async function payloadBytes(payloads: Objects, body: string): Promise<Uint8Array> {
  const { object } = readEnvelope(body);
  if (object === null) return Buffer.from(body.slice(firstLine(body).length + 1), 'base64');
  const bytes = await payloads.get(object);
  if (bytes === undefined) throw new Error(`The payload ${object} of this chunk is no longer there.`);
  return bytes;
}

/** The same message with something else in its envelope. */
export function withEnvelope(body: string, changed: Partial<ChunkEnvelope>): string {
  const first = firstLine(body);
  return JSON.stringify({ ...(JSON.parse(first) as Head), ...changed }) + body.slice(first.length);
}

const head = (envelope: ChunkEnvelope, object: string | null): string => JSON.stringify({ ...envelope, object });

function firstLine(body: string): string {
  const end = body.indexOf('\n');
  return end === -1 ? body : body.slice(0, end);
}
