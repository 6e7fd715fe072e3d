import type { Api } from '../../cli/api-client.ts';
import type { Entity } from '../../shared/api/entity.ts';
import type { Run, Step } from '../../shared/api/run.ts';
import type { StoredRecord } from '../../shared/records/stored-record.ts';
import { countActions, readTrail } from '../harness/trail.ts';

interface Told {
  readonly runId: string;
  readonly action: Entity['action'];
}

/** What all runs together say was done, entered in their order, and what of it does not add up. */
export class Ledger {
  readonly problems: string[] = [];
  /** The last change of each record, by stream and id. */
  readonly #told = new Map<string, Told>();

  /** Enters a run, and looks whether its log agrees with itself. */
  async enter(api: Api, run: Run): Promise<void> {
    const { entities, pages, calls, steps } = await readTrail(api, run.runId);
    const { created, updated, deleted, unchanged, skipped, failed } = run.counts;
    this.#expectSame(`${run.runId} has entries`, countActions(entities), {
      created,
      updated,
      deleted,
      unchanged,
      skipped,
    });
    this.#expectSame(`${run.runId} failed`, failed, 0);
    const keys = entities.map(keyOf);
    this.#expectSame(`${run.runId} tells of records`, keys.length, new Set(keys).size);
    if (calls.length < pages.length) this.problems.push(`${run.runId}: ${pages.length} pages by ${calls.length} calls`);
    for (const step of steps) this.#checkStep(run, step, entities);
    for (const entity of entities) this.#tell(run.runId, entity);
  }

  /** As many records as were pulled, or a proof that says what is missing. */
  #checkStep(run: Run, { stream, proof, counts }: Step, entities: readonly Entity[]): void {
    const name = `${run.runId} ${stream}`;
    const accounted = entities.filter((one) => one.stream === stream && one.action !== 'DELETE').length;
    this.#expectSame(
      `${name}: proof`,
      run.proof?.find((one) => one.stream === stream),
      { stream, ...proof },
    );
    this.#expectSame(`${name}: accounted`, proof?.accounted, accounted);
    this.#expectSame(`${name}: pulled`, proof?.pulled, counts.pulled);
    if (counts.pulled < accounted) this.problems.push(`${name}: pulled ${counts.pulled} and applied ${accounted}`);
    const missing = proof?.missing.join(' ') ?? '';
    if (counts.pulled > accounted && !missing.includes(`${counts.pulled - accounted} are not accounted for`))
      this.problems.push(`${name}: pulled ${counts.pulled}, applied ${accounted}, and the proof says: ${missing}`);
    this.#expectSame(`${name}: complete`, proof?.complete, missing === '');
  }

  #tell(runId: string, entity: Entity): void {
    const key = keyOf(entity);
    const before = this.#told.get(key);
    const isLive = before !== undefined && before.action !== 'DELETE';
    if (entity.action === 'CREATE' ? isLive : !isLive) {
      const last = before ? `${before.action} in ${before.runId}` : 'nothing';
      this.problems.push(`${key}: ${entity.action} in ${runId} behind ${last}`);
    }
    if (entity.action !== 'NONE') this.#told.set(key, { runId, action: entity.action });
  }

  /** Looks whether the last change of every stored record is the one that the runs tell of, and none is left over. */
  compare(stream: string, stored: ReadonlyMap<string, StoredRecord>): void {
    for (const [externalId, { runId, action }] of stored) {
      const told = this.#told.get(`${stream} ${externalId}`);
      if (told?.runId === runId && told.action === action) continue;
      const last = told ? `${told.action} in ${told.runId}` : 'nothing';
      this.problems.push(`${stream} ${externalId}: ${action} in ${runId} by the store, ${last} by the log`);
    }
    const live = [...this.#told].filter(([key, { action }]) => key.startsWith(`${stream} `) && action !== 'DELETE');
    this.#expectSame(`${stream}: creations less deletions`, live.length, stored.size);
  }

  #expectSame(what: string, actual: unknown, expected: unknown): void {
    const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (one !== other) this.problems.push(`${what}: ${one}, not ${other}`);
  }
}

const keyOf = ({ stream, externalId }: Pick<Entity, 'stream' | 'externalId'>): string => `${stream} ${externalId}`;
