import type { Call } from '../api/call.ts';
import type { Decision, Entity } from '../api/entity.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { stagedCode } from '../trail/count-block.ts';

/** What is known of a record's step, and says where it came from and where it went. */
export type ExplainedStep = Pick<StoredStep, 'mode'> & Partial<Pick<StoredStep, 'outbound' | 'dryRun' | 'asOf'>>;

type Verdict = Pick<Decision, 'result' | 'explanation'>;

/** Records that cannot be told from others, so that nothing was looked for. */
const withoutIdentity: ReadonlySet<string> = new Set(['no_id', 'duplicate_id']);
/** Skips that come of a look at what is stored. */
const comparedCodes: ReadonlySet<string> = new Set(['changed_since', 'seen_again']);
/** With these, the source had given the record. */
const faultsOfOurs: ReadonlySet<string> = new Set(['record_too_large', 'key_collision', 'chunk_failed']);
/** More fields than these are in the diff itself. */
const mostFieldsToName = 10;

/**
 * R11: every decision about a record in words: how it was fetched, what it was matched with, how it compared, what was
 * written. They follow from its log entry and the calls that were made for it; nothing is kept for them.
 */
export function explainEntity(entity: Entity, calls: readonly Call[], step: ExplainedStep): Decision[] {
  return [
    { decision: 'fetched', ...fetched(entity, calls, step) },
    { decision: 'matched', ...matched(entity, step) },
    { decision: 'compared', ...compared(entity, step) },
    { decision: 'written', ...written(entity, calls, step) },
  ];
}

function fetched(entity: Entity, calls: readonly Call[], step: ExplainedStep): Verdict {
  const { externalId, action, page } = entity;
  if (step.mode === 'replay') return yes(`Taken from what was kept of run ${step.asOf}, where it failed.`);
  if (step.mode === 'staged')
    return no(`Run ${step.asOf} did not find it in the source; its deletion was approved since.`);
  if (action === 'DELETE' && page === null) {
    return no('The source was read to its end, and does not have it any more.');
  }
  if (step.outbound) return yes('Read from the record store.');
  const call = calls.at(-1);
  const how = call ? `: ${showCall(call, calls.length)}` : '.';
  if (step.mode !== 'ids') return yes(`It came with page ${page}${how}`);
  const asked = `The source was asked for ${quoted(externalId)}${how}`;
  return action === 'DELETE' || wasRefused(entity) ? no(asked) : yes(asked);
}

/** Asked for by its id, and not answered for. */
const wasRefused = ({ action, status, code }: Entity): boolean =>
  action === 'SKIP' && status === 'ERROR' && !faultsOfOurs.has(code ?? '');

function matched({ externalId, internalId, action, code, message, target }: Entity, step: ExplainedStep): Verdict {
  if (code !== null && withoutIdentity.has(code)) return no(message ?? code);
  if (action === 'SKIP' && !comparedCodes.has(code ?? '')) return notReached;
  const id = quoted(externalId);
  if (code === 'already_gone') return no(`There is no record ${id} any more.`);
  if (step.outbound) {
    if (action === 'CREATE') return no(`The target was not given ${id} before.`);
    return yes(
      target.id === null ? `The target was given ${id} before.` : `The target has it as ${quoted(target.id)}.`,
    );
  }
  if (action === 'CREATE') return no(`There is no record ${id} yet: it is new.`);
  return yes(`It is the record ${internalId} here, by its id ${id}.`);
}

function compared({ action, code, message, changes }: Entity, { outbound }: ExplainedStep): Verdict {
  const before = outbound ? 'what the target was last given' : 'what is stored';
  if (action === 'SKIP') return comparedCodes.has(code ?? '') ? no(message ?? '') : notReached;
  if (action === 'NONE') return yes(`It is the same as ${before}.`);
  if (action === 'CREATE') return { result: 'NONE', explanation: 'There is nothing to compare it with.' };
  if (action === 'DELETE') return { result: 'NONE', explanation: 'It is gone: there is nothing to compare.' };
  if (!changes || changes.length === 0) return yes(`It differs from ${before}.`);
  const named = changes.slice(0, mostFieldsToName).map(({ field }) => field);
  const more = changes.length > named.length ? `, and ${changes.length - named.length} more` : '';
  return yes(`It differs from ${before} in ${named.join(', ')}${more}.`);
}

const participles = { CREATE: 'created', UPDATE: 'updated', DELETE: 'deleted' } as const;

function written(entity: Entity, calls: readonly Call[], { outbound, dryRun }: ExplainedStep): Verdict {
  const { action, status, code, message } = entity;
  if (status === 'ERROR') return no(`Failed with ${code}: ${message}`);
  if (action === 'NONE') return { result: 'NONE', explanation: 'There is nothing to write.' };
  if (action === 'SKIP' || code === stagedCode || code === 'already_gone') {
    return { result: 'NONE', explanation: `Nothing was written: ${message}` };
  }
  const done = participles[action];
  if (dryRun) return { result: 'NONE', explanation: `A dry run writes nothing; else it would be ${done}.` };
  const call = outbound ? calls.at(-1) : undefined;
  const remark = message === null ? '' : ` ${message}`;
  if (call) return yes(`It was ${done} at the target: ${showCall(call, calls.length)}${remark}`);
  return yes(`It was ${done} in the ${outbound ? 'target' : 'record store'}.${remark}`);
}

const notReached: Verdict = { result: 'NONE', explanation: 'It did not come to that.' };
const yes = (explanation: string): Verdict => ({ result: 'YES', explanation });
const no = (explanation: string): Verdict => ({ result: 'NO', explanation });
const quoted = (id: string | null): string => JSON.stringify(id);

/** `attempts` counts the requests, of which this was the last one. */
function showCall({ method, url, status, durationMs, error }: Call, attempts: number): string {
  const answer = status === null ? `was not answered (${error})` : `was answered with ${status} after ${durationMs} ms`;
  return `${method} ${url} ${answer}${attempts > 1 ? `, the last of ${attempts} requests` : ''}.`;
}
