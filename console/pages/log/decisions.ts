import type { Call } from '../../../shared/api/call.ts';
import type { Entity, FieldChange } from '../../../shared/api/entity.ts';
import type { Run } from '../../../shared/api/run.ts';
import { countedOf, durationOf } from '../../shown/numbers.ts';
import { statusText } from './http-status.tsx';
import { systemName } from './systems.ts';

/** One of the four decisions on a record, in words. */
export interface Decision {
  readonly title: 'Fetched' | 'Matched' | 'Compared' | 'Written';
  readonly status: 'success' | 'info' | 'warning' | 'error' | 'stopped' | 'pending';
  readonly text: string;
}

export interface DecidedEntity {
  readonly run: Run;
  readonly entity: Entity;
  /** Those that fetched it, or sent it. */
  readonly calls: readonly Call[];
}

/** What became of a record in a run, one decision after the other: fetched → matched → compared → written. */
export function decisionsOf(decided: DecidedEntity): Decision[] {
  return [fetched(decided), matched(decided), compared(decided), written(decided)];
}

function fetched({ run, entity, calls }: DecidedEntity): Decision {
  const step = (status: Decision['status'], text: string): Decision => ({ title: 'Fetched', status, text });
  const from = systemName(entity.source.system, run);
  if (run.direction === 'outbound') return step('success', `Taken from the records that ${from} brought.`);
  if (entity.page === null) {
    if (entity.action !== 'DELETE') return step('info', 'Nothing is known of the page that it was on.');
    return step('info', `The source did not give it: it was not among the records that it listed.`);
  }
  const how = calls.length === 0 ? '' : ` ${requestText(calls)}`;
  const isSelected = run.type === 'background';
  if (isSelected && entity.action === 'DELETE')
    return step('info', `The source was asked for it, and does not have it.${how}`);
  const failed = isSelected && entity.action === 'SKIP' && calls.some(({ status }) => status === null || status >= 400);
  if (failed) return step('error', `The source was asked for it, and did not give it.${how}`);
  return step(
    'success',
    `${isSelected ? 'Asked for by its id' : `Given by the source`}, on page ${entity.page}.${how}`,
  );
}

/** The last request of several is the one that counts. */
function requestText(calls: readonly Call[]): string {
  const last = calls.toSorted((one, other) => (one.at < other.at ? 1 : -1))[0];
  if (last === undefined) return '';
  const tries = calls.length === 1 ? '' : `, after ${countedOf(calls.length, 'request')}`;
  return `${last.method} answered ${statusText(last.status)} in ${durationOf(last.durationMs)}${tries}.`;
}

function matched({ run, entity }: DecidedEntity): Decision {
  const step = (status: Decision['status'], text: string): Decision => ({ title: 'Matched', status, text });
  const target = systemName(entity.target.system, run);
  const as = entity.internalId === null ? '' : ` ${entity.internalId}`;
  switch (entity.action) {
    case 'CREATE':
      return step('success', `No record with this id was known in ${target}: it is new.`);
    case 'UPDATE':
    case 'NONE':
      return step('success', `With the record${as} that is known from an earlier run.`);
    case 'DELETE':
      return step('success', `With the record${as} that an earlier run had brought.`);
    case 'SKIP':
      if (entity.code === 'no_id') return step('warning', 'Not possible: the record has no id that can be used.');
      if (entity.code === 'duplicate_id') {
        return step('warning', 'With a record that came before in this run under the same id; the first one counts.');
      }
      return step('stopped', 'Not done: the record was skipped before.');
  }
}

function compared({ entity }: DecidedEntity): Decision {
  const step = (status: Decision['status'], text: string): Decision => ({ title: 'Compared', status, text });
  switch (entity.action) {
    case 'CREATE':
      return step('success', 'There was nothing to compare it with.');
    case 'UPDATE':
      return step('success', `${differText(entity.changes)}.`);
    case 'NONE':
      return step('success', 'Nothing differs from what was synced last.');
    case 'DELETE':
      return step('success', 'It is known here, and gone in the source.');
    case 'SKIP':
      return step('stopped', 'Not done: the record was skipped before.');
  }
}

function differText(changes: readonly FieldChange[] | undefined): string {
  if (changes === undefined) return 'It differs from what was synced last';
  return `${countedOf(changes.length, 'field')} ${changes.length === 1 ? 'differs' : 'differ'} from what was synced last`;
}

const done = { CREATE: 'Created', UPDATE: 'Updated', DELETE: 'Deleted' } as const;

function written({ run, entity, calls }: DecidedEntity): Decision {
  const step = (status: Decision['status'], text: string): Decision => ({ title: 'Written', status, text });
  const { action, target, message, code } = entity;
  const place = systemName(target.system, run);
  if (action === 'NONE') return step('success', `There was nothing to write to ${place}.`);
  if (action === 'SKIP') return step(entity.status === 'ERROR' ? 'error' : 'warning', `Not written. ${message ?? ''}`);
  if (code === 'deletion_staged') return step('pending', 'Not yet: the deletion waits for approval.');
  if (entity.status === 'ERROR') return step('error', `Not written. ${message ?? ''}`);
  if (run.dryRun)
    return step('info', `Nothing was written: this was a dry run. It would have been ${done[action].toLowerCase()}.`);
  const as = target.id === null ? '' : ` as ${target.id}`;
  const how = run.direction === 'outbound' && calls.length > 0 ? ` ${requestText(calls)}` : '';
  return step('success', `${done[action]} in ${place}${as}.${how}`);
}
