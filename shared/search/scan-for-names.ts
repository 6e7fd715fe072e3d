import type { StepStore, StoredStep } from '../steps/step-store.ts';
import { unchangedOutcome } from '../trail/rare-outcomes.ts';
import { isExpired } from '../trail/retention.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { TrailLookup } from '../trail/trail-lookup.ts';
import { atOnce } from './at-once.ts';
import { normalName } from './normal-name.ts';
import type { StreamIndex } from './search-index-store.ts';
import type { SearchNotes } from './search-notes.ts';

export interface ScanDependencies {
  readonly lookup: TrailLookup;
  readonly steps: StepStore;
  readonly now: () => number;
}

/** A record that a run called something that begins as asked for; the name is as it is searched for. */
export interface ScannedName {
  readonly index: StreamIndex;
  readonly externalId: string;
  readonly name: string;
}

/** Blocks that one search looks through for names: unpacking one takes some milliseconds. */
const blocksPerSearch = 64;
/** The few entities that changed in a block may be told without it: that takes an eighth of it at the most. */
const entitiesPerBlock = 1_000;
const leastShare = 1 / 8;
/** Runs that it looks into: there are three for each stream, unless the archive is far behind. */
const runsPerSearch = 500;

/**
 * Names in runs that are not merged yet. Only where something changed can a name be new, so the rest is left out where
 * an index knows the old ones.
 */
export async function scanForNames(
  deps: ScanDependencies,
  runs: readonly { readonly index: StreamIndex; readonly runId: string; readonly changedOnly: boolean }[],
  prefix: string,
  notes: SearchNotes,
): Promise<ScannedName[]> {
  let blocksLeft = blocksPerSearch;
  const newestFirst = runs.toSorted((one, other) => (one.runId > other.runId ? -1 : 1));
  if (newestFirst.length > runsPerSearch) notes.leftOut();
  const scan = async ({ index, runId, changedOnly }: (typeof runs)[number]): Promise<ScannedName[]> => {
    const step = await deps.steps.get({ ...index, runId });
    if (!step || isExpired(step.expiresAt, deps.now())) return [];
    const found: EntityEntry[] = [];
    const wanted = changedOnly ? { outcomes: isChange } : {};
    const options = { parts: ['entities'], changedOnly, wanted, unread: notes.unread } as const;
    for await (const { block } of deps.lookup.blocks(step, options)) {
      if (block.entities.length === 0) continue;
      if (blocksLeft <= 0) {
        notes.leftOut();
        break;
      }
      blocksLeft -= changedOnly ? Math.max(leastShare, block.entities.length / entitiesPerBlock) : 1;
      found.push(...block.entities.filter((entry) => beginsWith(entry, prefix)));
    }
    return (await told(deps, step, found, prefix, notes)).map((entry) => ({ index, ...entry }));
  };
  const scanned = await atOnce(
    newestFirst.slice(0, runsPerSearch),
    async (run) => (await notes.orNote(scan(run))) ?? [],
  );
  return scanned.flat();
}

const isChange = (outcome: string): boolean => outcome !== unchangedOutcome;

const beginsWith = ({ name }: Pick<EntityEntry, 'name'>, prefix: string): boolean =>
  name !== null && normalName(name).startsWith(prefix);

/** A skipped entry may be the double of another one, which then tells what the record was called. */
async function told(
  { lookup }: ScanDependencies,
  step: StoredStep,
  entries: readonly EntityEntry[],
  prefix: string,
  notes: SearchNotes,
) {
  const skipped = entries.flatMap(({ action, externalId }) => (action === 'SKIP' && externalId ? [externalId] : []));
  const found = skipped.length > 0 ? await lookup.find(step, skipped, notes.unread) : new Map<string, never>();
  return entries.flatMap((entry) => {
    const { externalId } = entry;
    if (externalId === null) return [];
    const { name } = entry.action === 'SKIP' ? (found.get(externalId)?.entry ?? entry) : entry;
    return name !== null && beginsWith({ name }, prefix) ? [{ externalId, name: normalName(name) }] : [];
  });
}
