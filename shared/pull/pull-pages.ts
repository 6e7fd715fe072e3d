import type { Call } from '../api/call.ts';
import { SourceError, type SourcePage } from '../connector/connector.ts';
import type { HttpClient } from '../connector/http-client.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import { createRedactor, type Redactor } from '../connector/redactor.ts';
import { openSettings } from '../integrations/open-settings.ts';
import { requireStep } from '../steps/require-step.ts';
import type { PullState, StoredStep } from '../steps/step-store.ts';
import type { StepInput } from '../workflow/workflow.ts';
import { loadSeenKeys } from './kept-keys.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import { OvertakenError, PullSession } from './pull-session.ts';
import { sealPull } from './seal-pull.ts';
import { takeOver } from './take-over.ts';

/** What is left for the last page in flight, its chunks and the checkpoint when the time of a worker runs out. */
const reserveMs = 45_000;

export interface PullInput extends StepInput {
  /** Pulling crashed more often than it is tried: end it with what there is. */
  readonly giveUp?: { readonly Error?: string; readonly Cause?: string };
}

export interface PullResult {
  /** The source has more; call again. */
  readonly more: boolean;
  /** Not before then: the source asked for it. */
  readonly waitSeconds: number;
}

/**
 * One worker's share of pulling a stream: from the last checkpoint to the end of the source, or until its time is
 * nearly up, which `more` says. Ends a step whose source fails with what came before and the reason. Throws on a
 * crash of ours; the next worker takes over from the checkpoint.
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
  const giveUp = input.giveUp && {
    code: 'pull_crashed',
    message: `Reading the source crashed repeatedly: ${input.giveUp.Error ?? 'unknown'}: ${input.giveUp.Cause ?? ''}`,
  };
  const end = giveUp
    ? { pull: await session.fail(giveUp, []), more: false, waitSeconds: 0 }
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
  const inTime = () => remainingMs() - reserveMs;
  let redactor = createRedactor([]);
  let calls: Omit<Call, 'page'>[] = [];
  const takeCalls = () => {
    const taken = calls;
    calls = [];
    return taken;
  };
  try {
    const source = await openSource(deps, step);
    redactor = createRedactor(source.secretValues);
    const http = deps.createHttp({
      redact: redactor,
      onCall: (call) => calls.push(call),
      signal: abort.signal,
      remainingMs: inTime,
    });
    const iterator = source.read(http, abort.signal)[Symbol.asyncIterator]();
    let next = pull(iterator);
    for (;;) {
      const result = await flushedWhileWaiting(next, session);
      if (result.done) return { pull: await session.finish(), more: false, waitSeconds: 0 };
      const callsOfPage = takeCalls();
      const enough = inTime() <= 0;
      // One page ahead: the source answers while the chunks of this page are made.
      if (!enough) next = pull(iterator);
      await session.addPage(withoutSecrets(result.value, redactor), callsOfPage);
      if (enough) {
        await iterator.return?.();
        return { pull: await session.checkpoint(), more: true, waitSeconds: 0 };
      }
    }
  } catch (error) {
    if (error instanceof OutOfTimeError) {
      const waitSeconds = Math.max(0, Math.ceil(((error.retryAt ?? 0) - deps.now()) / 1000));
      return { pull: await session.interrupt(takeCalls()), more: true, waitSeconds };
    }
    if (!(error instanceof SourceError)) throw withoutSecretsIn(error, redactor);
    const reason = { code: error.code, message: redactor.text(error.message) };
    return { pull: await session.fail(reason, takeCalls()), more: false, waitSeconds: 0 };
  } finally {
    abort.abort();
  }
}

/** Names are for display; ids stay exact, for they tell records apart. Nearly every page comes back as it is. */
function withoutSecrets(page: SourcePage, redactor: Redactor): SourcePage {
  const names = page.records.map(({ name }) => name).join('\n');
  if (redactor.text(names) === names) return page;
  const records = page.records.map((record) => ({
    ...record,
    name: record.name === null ? null : redactor.text(record.name),
  }));
  return { ...page, records };
}

/** A fault of ours is told in the function's log, the execution's history and, if it stays, in the trail. */
function withoutSecretsIn(error: unknown, redactor: Redactor): unknown {
  if (!(error instanceof Error)) return error;
  error.message = redactor.text(error.message);
  if (error.stack !== undefined) error.stack = redactor.text(error.stack);
  return error;
}

/** A rejection is looked at when the page is waited for, not when it happens. */
function pull(iterator: AsyncIterator<SourcePage>): Promise<IteratorResult<SourcePage>> {
  const next = iterator.next();
  next.catch(() => {});
  return next;
}

/** Waits for the next page, and sends the chunk that is being filled when that takes too long. */
async function flushedWhileWaiting(next: Promise<IteratorResult<SourcePage>>, session: PullSession) {
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

interface OpenedSource {
  /** To be kept out of everything that is written down. */
  readonly secretValues: readonly string[];
  read(http: HttpClient, signal: AbortSignal): AsyncIterable<SourcePage>;
}

async function openSource(deps: PullDependencies, step: StoredStep): Promise<OpenedSource> {
  const integration = await deps.integrations.get(step.org, step.integrationId);
  if (!integration) throw new SourceError('integration_gone', 'The integration was deleted while its run was going.');
  const connector = await deps.findConnector(integration.connector);
  if (!connector) throw new SourceError('connector_gone', `There is no connector ${integration.connector} any more.`);
  const { settings, secretValues } = await openSettings(deps.secretBox, integration);
  const parsed = connector.settings.safeParse(settings);
  if (!parsed.success) {
    throw new SourceError('settings_invalid', 'The settings no longer fit the connector; save them again.');
  }
  const { stream, mode, cursor, pull } = step;
  return {
    secretValues,
    read: (http, signal) =>
      connector.read(
        { settings: parsed.data, http, signal, now: deps.now },
        { stream, mode, cursor, resume: pull.resume },
      ),
  };
}
