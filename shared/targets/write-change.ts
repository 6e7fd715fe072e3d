import type { Call } from '../api/call.ts';
import { SourceError } from '../connector/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import type { TargetAbilities, TargetRecord } from '../connector/target.ts';
import { sameRecord } from '../records/field-diff.ts';
import type { RecordStore, RecordWrite } from '../records/record-store.ts';
import type { StoredRecord, TargetState } from '../records/stored-record.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import { codeOfFailure, isUndone, messageOfFailure } from './failures.ts';
import type { BoundTarget } from './opened-target.ts';
import type { Outcome, Remark } from './outcome.ts';

export interface ChangeTools {
  readonly records: RecordStore;
  readonly target: BoundTarget;
  readonly abilities: TargetAbilities;
  /** Every attempt that was made so far for this change. */
  readonly calls: () => readonly MadeCall[];
  readonly now: () => number;
}

type MadeCall = Omit<Call, 'page'>;
type Failed = Extract<Outcome, { kind: 'failed' }>;
type Unclear = NonNullable<TargetState['unclear']>;
/** Whether the target has the record, as far as we know, and what it was last given. */
type Held =
  | { readonly kind: 'held'; readonly record: StoredRecord; readonly isSame: boolean }
  | { readonly kind: 'absent' };

/**
 * Carries one change out at the target. What is about to be sent is noted in the record store before, and what came of it
 * behind it, so that whoever comes after a death in between knows that it is unclear, and does not create it again.
 * Throws SourceError where the target cannot be asked, and OutOfTimeError; both leave the notes as they should be.
 */
export async function writeChange(
  tools: ChangeTools,
  stream: StreamOfIntegration,
  { keyHash, record }: RecordWrite,
  before: StoredRecord | undefined,
): Promise<Outcome> {
  const change = new Change(tools, stream, keyHash, record);
  const held = await change.settle(before);
  if (held.kind === 'failed') return held;
  if (record.action === 'DELETE') return held.kind === 'held' ? change.remove(held.record) : change.forget();
  if (held.kind === 'absent') return change.create(before);
  return held.isSame ? change.keep(held.record.target?.id ?? null) : change.update(held.record);
}

class Change {
  readonly #tools: ChangeTools;
  readonly #stream: StreamOfIntegration;
  readonly #keyHash: string;
  /** As it is to be. */
  readonly #record: StoredRecord;
  #from = 0;

  constructor(tools: ChangeTools, stream: StreamOfIntegration, keyHash: string, record: StoredRecord) {
    this.#tools = tools;
    this.#stream = stream;
    this.#keyHash = keyHash;
    const { target, ...rest } = record;
    this.#record = rest;
  }

  /** What the target holds. A create that nobody knows the end of is looked up, or repeated as it was. */
  async settle(before: StoredRecord | undefined): Promise<Held | Failed> {
    if (!before || before.deletedAt !== null) return { kind: 'absent' };
    const unclear = before.target?.unclear;
    if (unclear?.action !== 'CREATE') return { kind: 'held', record: before, isSame: false };
    const { abilities, target, now } = this.#tools;
    const sent = this.#sent(before, before.target?.id ?? null, unclear.key);
    if (abilities.finds) {
      const found = await target.find(sent);
      return found ? this.#confirm(before, found.targetId, false) : { kind: 'absent' };
    }
    const age = now() - Date.parse(unclear.since);
    if (abilities.createsOnceForMs !== null && age < abilities.createsOnceForMs) {
      this.#begin();
      try {
        const { targetId } = await target.create(sent);
        return await this.#confirm(before, targetId, sameRecord(before.data, this.#record.data));
      } catch (error) {
        // A conflict may be with the first attempt, which is still going.
        if (isCode(error, 'http_409')) return stillUnclear(unclear);
        return this.#failed(error, this.#made(), undefined, unclearCreate);
      }
    }
    return abilities.ifUnclear === 'create' ? { kind: 'absent' } : stillUnclear(unclear);
  }

  async create(before: StoredRecord | undefined): Promise<Outcome> {
    const unclear = this.#unclear('CREATE');
    await this.#put({ ...this.#record, action: 'CREATE', target: { id: null, unclear } });
    this.#begin();
    try {
      const { targetId } = await this.#tools.target.create(this.#sent(this.#record, null, unclear.key));
      return await this.keep(targetId);
    } catch (error) {
      const made = this.#made();
      const existing = isCode(error, 'http_409') && (await this.#existing(unclear));
      if (existing) return this.update(existing);
      const was = before?.target?.unclear ? undefined : before;
      return this.#failed(error, made, was, unclearCreate);
    }
  }

  async update(held: StoredRecord): Promise<Outcome> {
    const unclear = this.#unclear('UPDATE');
    const id = held.target?.id ?? null;
    await this.#put({ ...held, target: { id, unclear } });
    this.#begin();
    try {
      await this.#tools.target.update(this.#sent(this.#record, id, unclear.key));
      return await this.keep(id);
    } catch (error) {
      if (isGone(error)) return this.#lost(held);
      return this.#failed(error, this.#made(), held, asItIs);
    }
  }

  async remove(held: StoredRecord): Promise<Outcome> {
    if (!this.#tools.abilities.deletes) return this.forget(kept);
    const unclear = this.#unclear('DELETE');
    const id = held.target?.id ?? null;
    await this.#put({ ...held, target: { id, unclear } });
    this.#begin();
    try {
      await this.#tools.target.remove(this.#sent(held, id, unclear.key));
      return await this.forget();
    } catch (error) {
      if (isGone(error)) return this.forget(goneBefore);
      return this.#failed(error, this.#made(), held, asItIs);
    }
  }

  /** The target has the record as it is to be. */
  async keep(targetId: string | null): Promise<Outcome> {
    await this.#put({ ...this.#record, target: { id: targetId } });
    return { kind: 'done', targetId };
  }

  /** The target has the record no more. */
  async forget(remark?: Remark): Promise<Outcome> {
    await this.#put(this.#record);
    return { kind: 'done', targetId: null, ...(remark && { remark }) };
  }

  async #confirm(record: StoredRecord, id: string | null, isSame: boolean): Promise<Held> {
    const confirmed = { ...record, target: { id } };
    await this.#put(confirmed);
    return { kind: 'held', record: confirmed, isSame };
  }

  /** The target has had it before us: the record that it says is in the way. */
  async #existing(unclear: Unclear): Promise<StoredRecord | null> {
    if (!this.#tools.abilities.finds) return null;
    try {
      const found = await this.#tools.target.find(this.#sent(this.#record, null, unclear.key));
      return found && { ...this.#record, target: { id: found.targetId } };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return null;
    }
  }

  /** The target has lost what it had; the next run finds a record that is not there, and creates it. */
  async #lost(held: StoredRecord): Promise<Outcome> {
    const { runId, changedAt } = this.#record;
    const { target, ...rest } = held;
    await this.#put({ ...rest, data: 'null', runId, action: 'DELETE', changedAt, deletedAt: changedAt });
    const message = 'The target no longer has this record, so it could not be updated; the next run creates it again.';
    return { kind: 'failed', code: 'target_gone', message, unclear: true };
  }

  /** What certainly was not done is as if it had never been begun. */
  async #failed(
    error: unknown,
    made: readonly MadeCall[],
    before: StoredRecord | undefined,
    explain: (failed: Failed) => Failed,
  ): Promise<Failed> {
    const undone = isUndone(error, made);
    if (undone) await this.#restore(before);
    if (undone || !(error instanceof SourceError)) throw error;
    return explain({ kind: 'failed', code: codeOfFailure(error), message: messageOfFailure(error), unclear: true });
  }

  /** From here on, attempts are those of the next request. */
  #begin(): void {
    this.#from = this.#tools.calls().length;
  }

  #made(): readonly MadeCall[] {
    return this.#tools.calls().slice(this.#from);
  }

  async #restore(was: StoredRecord | undefined): Promise<void> {
    if (was) await this.#put(was);
    else await this.#tools.records.remove(this.#stream, this.#keyHash);
  }

  async #put(record: StoredRecord): Promise<void> {
    await this.#tools.records.write(this.#stream, [{ keyHash: this.#keyHash, record }]);
  }

  #unclear(action: Unclear['action']): Unclear {
    const since = new Date(this.#tools.now()).toISOString();
    return { action, key: `${this.#record.runId}-${this.#keyHash}-${action}`, since };
  }

  #sent(record: StoredRecord, targetId: string | null, idempotencyKey: string): TargetRecord {
    const { externalId: id, name } = record;
    const data = (JSON.parse(record.data) ?? {}) as JsonObject;
    return { stream: this.#stream.stream, id, name, targetId, data, idempotencyKey };
  }
}

const kept: Remark = {
  code: 'kept_in_target',
  message: 'The integration has no delete request for this stream, so the target keeps the record.',
};
const goneBefore: Remark = { code: 'already_gone', message: 'The target did not have this record any more.' };

const isCode = (error: unknown, code: string): boolean => error instanceof SourceError && error.code === code;
const isGone = (error: unknown): boolean => isCode(error, 'http_404') || isCode(error, 'http_410');

/** An answer that cannot be read says more than that there was none. */
const speaking: ReadonlySet<string> = new Set(['target_not_json', 'target_no_id']);

const asItIs = (failed: Failed): Failed => failed;

const unclearCreate = (failed: Failed): Failed => ({
  ...failed,
  code: speaking.has(failed.code) ? failed.code : 'outcome_unknown',
  message: `${failed.message} It is not known whether the target has created the record.`,
});

const stillUnclear = ({ since }: Unclear): Failed => ({
  kind: 'failed',
  code: 'outcome_unknown',
  message:
    `A create of ${since} was not answered, and it is not known whether the target carried it out; it is not sent again, ` +
    'so that no double comes of it. Give the stream a find request, or, where the target does not have the record, set ifUnclear to create.',
  unclear: true,
});
