import type { Integration } from '../../../shared/api/integration.ts';
import type { Run } from '../../../shared/api/run.ts';
import type { RecordTouch } from '../../../shared/api/search.ts';
import { meaningOf } from '../../shown/codes.ts';
import { countedOf } from '../../shown/numbers.ts';

/** What is known of a record and of the runs of its stream. */
export interface Known {
  readonly stream: string;
  /** By the newest run that touched it; null where none did. */
  readonly touch: RecordTouch | null;
  /** Newest first. */
  readonly runs: readonly Run[];
  readonly integration: Integration | null;
}

export interface Explanation {
  readonly type: 'success' | 'info' | 'warning' | 'error';
  readonly header: string;
  /** What the newest run that touched it did, and what later ones did not; each is a sentence or two. */
  readonly lines: readonly string[];
  /**
   * Runs of all of the stream that are over, or were due and not started, later than the last touch; or all, where there
   * is none.
   */
  readonly later: readonly Run[];
  readonly going: Run | null;
  /** Why nothing comes by itself; null where nothing stands in the way. */
  readonly hindrance: string | null;
}

/** Why a record is as it is: an answer in words to "why did it not sync?". */
export function explain(known: Known): Explanation {
  const { touch, stream } = known;
  const ofStream = known.runs.filter((run) => run.action === 'sync' && run.streams.includes(stream));
  const going = ofStream.find(({ endedAt }) => endedAt === null) ?? null;
  // Runs for some records only were not for this one, or they would have touched it.
  const over = ofStream.filter((run) => run.endedAt !== null && run.type !== 'background');
  const later = touch === null ? over : over.filter(({ startedAt }) => startedAt > touch.startedAt);
  const ran = later.filter(({ outcome }) => outcome !== 'SKIPPED');
  const hindrance = hindranceOf(known.integration);
  const missed = ran.length === 0 ? [] : [missedText(known, ran)];
  if (touch === null) {
    const none = ran.length === 0 ? `No run of “${stream}” has ended in that time.` : missed[0];
    return {
      type: 'warning',
      header: 'No run touched this record in the last 30 days',
      lines: none === undefined ? [] : [none],
      later,
      going,
      hindrance,
    };
  }
  const lines = [touchedText(touch), ...adviceOf(touch), ...missed];
  return { ...headingOf(touch, ran, hindrance), lines, later, going, hindrance };
}

function headingOf(
  touch: RecordTouch,
  later: readonly Run[],
  hindrance: string | null,
): Pick<Explanation, 'type' | 'header'> {
  const { action, status } = touch;
  if (status === 'ERROR') return { type: 'error', header: 'The newest run that touched it failed with it' };
  if (action === 'SKIP') return { type: 'warning', header: 'The newest run that touched it skipped it' };
  if (touch.code === 'deletion_staged') return { type: 'warning', header: 'Its deletion waits for approval' };
  if (later.some(isBroken)) return { type: 'error', header: 'A later run failed, and did not touch it' };
  if (action === 'DELETE') return { type: 'info', header: 'It was deleted, because the source has it no more' };
  if (hindrance !== null) return { type: 'warning', header: 'It was synced, and nothing syncs it at the moment' };
  return { type: 'success', header: action === 'NONE' ? 'It is up to date' : 'It was synced' };
}

const isBroken = ({ outcome, error }: Run): boolean => outcome === 'FAILED' || error !== null;

const did: Readonly<Record<RecordTouch['action'], string>> = {
  CREATE: 'created it',
  UPDATE: 'updated it',
  DELETE: 'deleted it',
  SKIP: 'skipped it',
  NONE: 'read it, and nothing had changed',
};

function touchedText({ action, status, message, changes, outcome }: RecordTouch): string {
  const still = outcome === null ? 'The run, which still goes,' : 'The run';
  const because = message === null ? '' : ` The reason: ${message}`;
  if (status === 'ERROR') return `${still} failed with it.${because}`;
  const fields = action === 'UPDATE' && changes ? `, ${countedOf(changes.length, 'field')}` : '';
  return `${still} ${did[action]}${fields}.${because}`;
}

function adviceOf({ code, status, action }: RecordTouch): string[] {
  if (code === null || (status === 'OK' && action !== 'SKIP')) return [];
  const advice = meaningOf(code)?.advice ?? null;
  return advice === null ? [] : [`What to do: ${advice}`];
}

/** Why the newest of the runs that did not touch it did not. */
function missedText({ touch, stream, integration }: Known, missing: readonly Run[]): string {
  const [newest] = missing;
  if (newest === undefined) return '';
  const count = missing.length;
  const head =
    touch === null
      ? `${count === 1 ? 'The only run' : `None of the ${countedOf(count, 'newest run', 'newest runs')}`} of “${stream}” ${count === 1 ? 'did not touch' : 'touched'} it.`
      : `${count === 1 ? 'One later run' : countedOf(count, 'later run')} of “${stream}” did not touch it.`;
  if (isBroken(newest)) return `${head} The newest of them failed: ${newest.error?.message ?? newest.message}`;
  if (newest.progress === 'ABORTED') return `${head} The newest of them was ended before its end: ${newest.message}`;
  const modes = integration?.streams.find(({ name }) => name === stream)?.modes;
  if (newest.type === 'update' && modes?.includes('update') !== false) {
    return `${head} The newest of them asked only for what had changed, and the source did not say that this record had.`;
  }
  return `${head} The newest of them read all of the stream, and the source did not give it.`;
}

function hindranceOf(integration: Integration | null): string | null {
  if (integration === null) return null;
  const { status, statusReason, quarantine } = integration;
  if (status !== 'ACTIVE') {
    return `Nothing is synced: the integration is ${status === 'DISABLED' ? 'disabled' : 'in error'}. ${statusReason ?? ''}`;
  }
  return quarantine === null ? null : `The schedule is held back after repeated failures: ${quarantine.reason}`;
}
