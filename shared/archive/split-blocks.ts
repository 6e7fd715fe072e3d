import { outcomeOf } from '../trail/count-block.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import { rareOutcomes } from '../trail/rare-outcomes.ts';
import type { EntityEntry, TrailBlock } from '../trail/trail-block.ts';

/**
 * One entity in so many may be a rare one: what is more frequent than that is soon found in any row group, and the rare
 * ones of the sixteen row groups of a file are then no more rows than one of these.
 */
const rareOneIn = 16;

export interface SplitBlocks {
  readonly outcomes: readonly string[];
  /** In the order of the blocks. */
  readonly parts: readonly { readonly common: readonly EntityEntry[]; readonly rare: readonly EntityEntry[] }[];
}

/** Takes the entities whose outcome is rare among them out of the blocks of a row group. */
export function splitBlocks(blocks: readonly Pick<TrailBlock, 'entities'>[]): SplitBlocks {
  const entities = blocks.flatMap((block) => block.entities);
  const split = splitBy(blocks, rareOutcomes(entities, Math.floor(entities.length / rareOneIn)));
  const isWhole = split.parts.every(({ common, rare }, at) => {
    if (rare.length === 0) return true;
    const expected = inTrailOrder(blocks[at]?.entities ?? []);
    return joined(common, rare).every((entity, position) => entity === expected[position]);
  });
  // Of a record that came twice on a page, what was done first and its skipped double must not change places.
  return isWhole ? split : splitBy(blocks, []);
}

/** The entities of a block from its two parts, in the order of the trail. */
export const joined = <Entry extends EntityEntry>(common: readonly Entry[], rare: readonly Entry[]): Entry[] =>
  inTrailOrder([...common, ...rare]);

function splitBy(blocks: readonly Pick<TrailBlock, 'entities'>[], outcomes: readonly string[]): SplitBlocks {
  const isRare = (entity: EntityEntry) => outcomes.includes(outcomeOf(entity));
  const parts = blocks.map(({ entities }) =>
    outcomes.length === 0
      ? { common: entities, rare: [] }
      : { common: entities.filter((entity) => !isRare(entity)), rare: entities.filter(isRare) },
  );
  return { outcomes, parts };
}
