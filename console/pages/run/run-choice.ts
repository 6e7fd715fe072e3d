import type { StartRun } from '../../../shared/api/run.ts';

/** What a person has chosen for a run that is to be started. */
export interface RunChoice {
  readonly what: 'default' | 'full' | 'update' | 'records';
  /** None: all of the integration's. */
  readonly streams: readonly string[];
  /** Whose records `ids` are. */
  readonly stream: string;
  /** As typed: separated by commas or lines; an id may hold spaces. */
  readonly ids: string;
  readonly dryRun: boolean;
}

export const idsOf = ({ ids }: RunChoice): string[] =>
  [...new Set(ids.split(/[\n,;]+/).map((id) => id.trim()))].filter(Boolean);

/** What the API is asked for. */
export function startOf(choice: RunChoice): StartRun {
  const { what, streams, stream, dryRun } = choice;
  if (what === 'records') return { streams: [stream], ids: idsOf(choice), dryRun };
  return {
    ...(what !== 'default' && { type: what }),
    ...(streams.length > 0 && { streams: [...streams] }),
    dryRun,
  };
}
