import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { outcomeOf } from './count-block.ts';
import { rareOutcomes } from './rare-outcomes.ts';
import type { EntityEntry, TrailBlock } from './trail-block.ts';

/** A block with more of them than these fills a list's page before many blocks were read. */
const mostEntities = 24;
/** Ten updates take 370, 24 of them 900. Billed by the KB, a summary with 1,000 ids in its filter has 500 left of the second. */
const mostBytes = 900;

/** The entities of a block whose outcome is rare in it, as a list shows them. */
export interface RareEntities {
  /** When the chunk was applied. */
  readonly at: string;
  /** Every entity of the block with one of these outcomes is here. */
  readonly outcomes: readonly string[];
  /** In the order of the trail, without what changed in them. */
  readonly entities: readonly EntityEntry[];
}

/** What a summary tells of its chunk's rare entities, so that few failures in a large run are found without its blocks. */
export function encodeRare({ at, entities }: Pick<TrailBlock, 'at' | 'entities'>): Uint8Array | null {
  const outcomes = rareOutcomes(entities, mostEntities);
  for (; outcomes.length > 0; outcomes.pop()) {
    const rare = entities.filter((entity) => outcomes.includes(outcomeOf(entity))).map(asListed);
    const bytes = zstdCompressSync(JSON.stringify({ at, outcomes, entities: rare } satisfies RareEntities));
    if (bytes.byteLength <= mostBytes) return bytes;
  }
  return null;
}

/** Throws where the bytes are damaged. */
export const decodeRare = (bytes: Uint8Array): RareEntities =>
  JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as RareEntities;

const asListed = ({ content, changes, ...entity }: EntityEntry): EntityEntry => entity;
