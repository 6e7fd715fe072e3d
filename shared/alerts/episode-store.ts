import type { AlertChannel, AlertKind } from '../api/alert.ts';
import { episodeKey, episodesOf } from '../table/keys.ts';
import type { Condition, Item, Table } from '../table/table.ts';
import { allOf, equals, itemAbsent } from '../table/update-expression.ts';
import { conditionFor, type EpisodeState, type Notice } from './episode-transitions.ts';

/** What is the case, in words and figures. */
export interface Finding {
  readonly summary: string;
  readonly advice: string;
  readonly numbers: Readonly<Record<string, number | string>>;
}

export interface Undelivered {
  readonly channel: AlertChannel;
  readonly reason: string;
}

/** The latest episode of one kind of alert of one integration. Times are ISO. */
export interface Episode extends Finding {
  readonly org: string;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly kind: AlertKind;
  /** ULID; a new one when the condition begins to hold. */
  readonly alertId: string;
  readonly state: EpisodeState;
  readonly since: string;
  /** What was told is of this gravity; 0 unless the kind of alert knows several. */
  readonly level: number;
  readonly raisedAt: string | null;
  readonly resolvedAt: string | null;
  /** What has yet to be told; whoever tells it has it for himself until `claimedUntil`. */
  readonly notify: Notice | null;
  readonly claimedUntil: string | null;
  /** How often somebody set about telling the last of it. */
  readonly attempts: number;
  /** Through what the last of it was told, when, and what of it could not be. */
  readonly notified: readonly AlertChannel[];
  readonly notifiedAt: string | null;
  readonly undelivered: readonly Undelivered[];
  /** Grows with every write; a write names the one it has seen. */
  readonly revision: number;
}

export type EpisodeChanges = Partial<Omit<Episode, 'org' | 'integrationId' | 'kind' | 'revision' | 'state'>>;

export class EpisodeStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  /** Those of an integration, or of all of an org. */
  async list(org: string, integrationId?: string): Promise<Episode[]> {
    const { pk, prefix } = episodesOf(org, integrationId);
    const episodes: Episode[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#registry.query({
        where: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
        consistent: true,
        ...(startKey && { startKey }),
      });
      episodes.push(...page.items.map(episodeOf));
      startKey = page.lastKey;
    } while (startKey);
    return episodes;
  }

  /** The first episode of its kind. `lost`: somebody else was first. */
  async begin(first: Episode): Promise<Episode | 'lost'> {
    return this.#put(first, itemAbsent);
  }

  /** Refused, as `lost`, where somebody else wrote meanwhile or the table of transitions does not allow it. */
  async move(seen: Episode, to: EpisodeState, changes: EpisodeChanges): Promise<Episode | 'lost'> {
    const moved = { ...seen, ...changes, state: to, revision: seen.revision + 1 };
    return this.#put(moved, allOf(conditionFor(to), equals('revision', seen.revision)));
  }

  /** Notes what does not change its state. */
  async note(seen: Episode, changes: EpisodeChanges): Promise<Episode | 'lost'> {
    return this.#put({ ...seen, ...changes, revision: seen.revision + 1 }, equals('revision', seen.revision));
  }

  async forget(org: string, integrationId: string): Promise<void> {
    for (const { kind } of await this.list(org, integrationId)) {
      await this.#registry.delete(episodeKey(org, integrationId, kind));
    }
  }

  async #put(episode: Episode, condition: Condition): Promise<Episode | 'lost'> {
    const key = episodeKey(episode.org, episode.integrationId, episode.kind);
    const { kind } = await this.#registry.put({ ...key, ...episode }, condition);
    return kind === 'written' ? episode : 'lost';
  }
}

function episodeOf(item: Item): Episode {
  const { pk, sk, ...episode } = item;
  return episode as unknown as Episode;
}
