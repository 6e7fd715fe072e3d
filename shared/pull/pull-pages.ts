import type { Call } from '../api/call.ts';
import { SourceError } from '../connector/connector.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import { createRedactor, type Redactor } from '../connector/redactor.ts';
import { requireStep } from '../steps/require-step.ts';
import type { PullState, StepError, StoredStep } from '../steps/step-store.ts';
import type { StepInput } from '../workflow/workflow.ts';
import { CancelledError, CancelWatch } from './cancel-watch.ts';
import { loadSeenKeys } from './kept-keys.ts';
import { openSource } from './open-source.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import { OvertakenError, PullSession } from './pull-session.ts';
import type { PulledPage } from './pulled-page.ts';
import { sealPull } from './seal-pull.ts';
import { takeOver } from './take-over.ts';

/** What is left for the last page in flight, its chunks and the checkpoint when the time of a worker runs out. */
const reserveMs = 45_000;

export interface PullInput extends StepInput {
  /** Pulling crashed more often than it is tried: end it with what there is. */
  readonly giveUp?: { readonly Error?: string; readonly Cause?: string };
  /** Why pulling is to end with what there is, where somebody else has found that out. */
  readonly endWith?: StepError;
}

export interface PullResult {
  /** The source has more; call again. */
  readonly more: boolean;
  /** Not before then: the source asked for it. */
  readonly waitSeconds: number;
  /** Runners read it: wait until they have, or something else is to be done. */
  readonly onRunner?: boolean;
}

/**
 * One worker's share of pulling a stream: from the last checkpoint to the end of the source, or until its time is
 * nearly up, which `more` says. Ends a step whose source fails, or whose run is cancelled, with what came before and the
 * reason. Throws on a crash of ours; the next worker takes over from the checkpoint.
 */
export async function pullPages(
  deps: PullDependencies,
  input: PullInput,
  remainingMs: () => number,
): Promise<PullResult> {
  const step = await requireStep(deps.steps, input);
  if (step.pull.done) {
    await sealPull(deps, step, step.pull);
    return { more: false, waitSeconds: 0 };
  }
  const taken = await takeOver(deps, step, deps.limits.perCheckpoint);
  if (!taken) throw new OvertakenError(`Another worker pulls ${step.stream} now.`);
  const seen = await loadSeenKeys(deps.payloads, step, taken.before.ids);
  const session = new PullSession(deps, step, taken, seen);
  const crash = input.giveUp && {
    code: 'pull_crashed',
    message: `Reading the source crashed repeatedly: ${input.giveUp.Error ?? 'unknown'}: ${input.giveUp.Cause ?? ''}`,
  };
  const reason = input.endWith ?? crash;
  const end = reason
    ? { pull: await session.fail(reason, []), more: false, waitSeconds: 0 }
    : await read(deps, step, session, remainingMs);
  if (!end.more) await sealPull(deps, step, end.pull);
  return { more: end.more, waitSeconds: end.waitSeconds };
}

async function read(
  deps: PullDependencies,
  step: StoredStep,
  session: PullSession,
  remainingMs: () => number,
): Promise<PullResult & { pull: PullState }> {
  const abort = new AbortController();
  const watch = new CancelWatch(deps.runs, step, abort);
  const inTime = () => remainingMs() - reserveMs;
  let redactor = createRedactor([]);
  let calls: Omit<Call, 'page'>[] = [];
  const takeCalls = () => {
    const taken = calls;
    calls = [];
    return taken;
  };
  try {
    await watch.look();
    const source = await openSource(deps, step);
    redactor = createRedactor(source.secretValues);
    const http = deps.createHttp({
      redact: redactor,
      onCall: (call) => calls.push(call),
      signal: abort.signal,
      remainingMs: inTime,
    });
    const onCall = (call: Omit<Call, 'page'>) => void calls.push(withoutSecretsInCall(call, redactor));
    const iterator = source.read(http, abort.signal, onCall)[Symbol.asyncIterator]();
    let next = pull(iterator);
    for (;;) {
      const result = await watch.orCancelled(flushedWhileWaiting(next, session));
      if (result.done) return { pull: await session.finish(), more: false, waitSeconds: 0 };
      const callsOfPage = takeCalls();
      const enough = inTime() <= 0;
      // One page ahead: the source answers while the chunks of this page are made.
      if (!enough) next = pull(iterator);
      const kept = await session.addPage(withoutSecrets(result.value, redactor), callsOfPage);
      if (kept === 'checkpoint') await watch.look();
      if (enough) {
        await iterator.return?.();
        return { pull: await session.handOver(), more: true, waitSeconds: 0 };
      }
    }
  } catch (thrown) {
    const error = abort.signal.reason instanceof CancelledError ? abort.signal.reason : thrown;
    if (error instanceof OutOfTimeError) {
      const waitSeconds = Math.max(0, Math.ceil(((error.retryAt ?? 0) - deps.now()) / 1000));
      return { pull: await session.interrupt(takeCalls()), more: true, waitSeconds };
    }
    if (error instanceof CancelledError) {
      return { pull: await session.fail(error.reason, takeCalls()), more: false, waitSeconds: 0 };
    }
    if (!(error instanceof SourceError)) throw withoutSecretsIn(error, redactor);
    const reason = { code: error.code, message: redactor.text(error.message) };
    return { pull: await session.fail(reason, takeCalls()), more: false, waitSeconds: 0 };
  } finally {
    watch.stop();
    abort.abort();
  }
}

/** Names are for display; ids stay exact, for they tell records apart. Nearly every page comes back as it is. */
function withoutSecrets(page: PulledPage, redactor: Redactor): PulledPage {
  const shown = page.records.map(({ name, verdict }) => `${name}${verdict?.kind === 'failed' ? verdict.message : ''}`);
  const text = shown.join('\n');
  if (redactor.text(text) === text) return page;
  const records = page.records.map(({ verdict, ...record }) => ({
    ...record,
    name: record.name === null ? null : redactor.text(record.name),
    ...(verdict && {
      verdict: verdict.kind === 'gone' ? verdict : { ...verdict, message: redactor.text(verdict.message) },
    }),
  }));
  return { ...page, records, ...(page.error !== undefined && { error: redactor.text(page.error) }) };
}

/** Whoever made the call should have done so already. */
function withoutSecretsInCall(call: Omit<Call, 'page'>, redactor: Redactor): Omit<Call, 'page'> {
  const { url, params, error } = call;
  const clean = { url: redactor.text(url), params: redactor.named(params) };
  return { ...call, ...clean, error: error === null ? null : redactor.text(error) };
}

/** A fault of ours is told in the function's log, the execution's history and, if it stays, in the trail. */
function withoutSecretsIn(error: unknown, redactor: Redactor): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redactor.text(error.message);
  if (error.stack !== undefined) error.stack = redactor.text(error.stack);
  return error;
}

/** A rejection is looked at when the page is waited for, not when it happens. */
function pull(iterator: AsyncIterator<PulledPage>): Promise<IteratorResult<PulledPage>> {
  const next = iterator.next();
  next.catch(() => {});
  return next;
}

/** Waits for the next page, and sends the chunk that is being filled when that takes too long. */
async function flushedWhileWaiting(next: Promise<IteratorResult<PulledPage>>, session: PullSession) {
  if (session.flushInMs === Number.POSITIVE_INFINITY) return next;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, session.flushInMs, 'late');
  });
  const first = await Promise.race([next, late]).finally(() => clearTimeout(timer));
  if (first !== 'late') return first;
  await session.flush();
  return next;
}
