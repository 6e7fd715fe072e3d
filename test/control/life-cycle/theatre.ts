import { expect } from 'vitest';
import { applyChunks } from '../../../shared/chunks/apply-chunks.ts';
import { unpackMessage } from '../../../shared/chunks/chunk-message.ts';
import { failChunk } from '../../../shared/chunks/fail-chunk.ts';
import { closeRun } from '../../../shared/closing/close-run.ts';
import { closeStep } from '../../../shared/closing/close-step.ts';
import { compareStep } from '../../../shared/closing/compare-step.ts';
import { endOfExecution } from '../../../shared/closing/end-lost-run.ts';
import { openRun } from '../../../shared/control/open-run.ts';
import { requireStep } from '../../../shared/steps/require-step.ts';
import { groupOfChunk } from '../../../shared/table/keys.ts';
import { Died, mortal, randomOf } from '../../pipeline/mortal.ts';
import type { Services } from '../../pipeline/services.ts';
import { org, pagesOf } from '../../pipeline/world.ts';
import { createControlWorld, stream } from '../control-world.ts';
import { expectTrueEnd } from './expect-true-end.ts';
import { afterChunk, keyHashOf, type Live, liveOf } from './expected-records.ts';
import { type Mail, Mailbox } from './mailbox.ts';
import { type Acting, mayBecome } from './stage.ts';

/** Three records a page and a chunk, and a checkpoint at every second one: much to die between. */
const limits = { records: 3, characters: 1024 * 1024, flushAfterMs: 60_000, perCheckpoint: 4 };

export const ids = Array.from({ length: 15 }, (_, index) => `r${index}`);

/** How likely a worker that is to die does so at each of its requests. */
const chanceOfDeath = 0.25;

const pagesIn = (source: Live) =>
  pagesOf(
    [...source.values()].map((line) => JSON.parse(line)),
    3,
  );

/**
 * One stream with all that can happen to its runs. After each act the record store must be what the simplest model says;
 * where a worker died, each record it was at is as it was or as it should become.
 */
export class Theatre {
  readonly world: ReturnType<typeof createControlWorld>;
  readonly mailbox: Mailbox;
  readonly fate: { random: () => number; state: { chance: number; deaths: number } };
  source = new Map<string, number>(ids.slice(0, 12).map((id) => [id, 0]));
  stored: Live = new Map();
  /** At most one run and one dry run at a time. */
  readonly acting: { real: Acting | null; dry: Acting | null } = { real: null, dry: null };
  readonly ended: string[] = [];

  constructor(services: Services) {
    const random = { next: randomOf(0) };
    const deadly = mortal(services, () => random.next(), 0);
    this.fate = {
      get random() {
        return random.next;
      },
      set random(next) {
        random.next = next;
      },
      state: deadly.state,
    };
    this.world = createControlWorld(deadly.services, limits);
    this.mailbox = new Mailbox(services);
  }

  /** Does something as a worker that may die, if `seed` says so. Answers whether it lived. */
  async asWorker(seed: number | null, act: () => Promise<unknown>): Promise<boolean> {
    if (seed !== null) {
      this.fate.random = randomOf(seed);
      this.fate.state.chance = chanceOfDeath;
    }
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      return false;
    } finally {
      this.fate.state.chance = 0;
      await this.mailbox.collect();
    }
  }

  sourceLines(): Live {
    return new Map([...this.source].map(([id, version]) => [id, JSON.stringify({ id, name: id, version })]));
  }

  async start(slot: 'real' | 'dry'): Promise<void> {
    const lines = this.sourceLines();
    await this.world.reads(pagesIn(lines));
    const result = await this.world.startRun({ type: 'full', dryRun: slot === 'dry' });
    if (slot === 'real' && this.acting.real) {
      expect(result).toMatchObject({ kind: 'busy', runId: this.acting.real.step.runId });
    } else this.enter(slot, result, lines);
  }

  async again(runId: string, scope: 'all' | 'failed'): Promise<void> {
    const result = await this.world.retrigger(runId, scope);
    if (result.kind === 'started') this.enter('real', result, this.sourceLines());
    else expect(['busy', 'nothing-to-retry']).toContain(result.kind);
    if (this.acting.real === null) expect(result.kind).not.toBe('busy');
  }

  private enter(slot: 'real' | 'dry', result: { kind: string; runId?: string }, source: Live): void {
    expect(result.kind).toBe('started');
    expect(this.acting[slot]).toBeNull();
    this.acting[slot] = {
      step: { org, runId: result.runId ?? '', stream },
      isDry: slot === 'dry',
      source,
      storedBefore: this.stored,
      stage: 'created',
      isCancelled: false,
      seen: 'CREATED',
    };
  }

  async cancel(run: Acting): Promise<void> {
    const { kind } = await this.world.cancel(run.step.runId);
    if (kind === 'cancelling') run.isCancelled = true;
    // Whoever closed it died behind the last transition.
    else expect([kind, (await this.world.read(run.step.runId)).endedAt]).toEqual(['ended', expect.any(String)]);
  }

  /** What Step Functions does next; where it waits for chunks, one of them is delivered. */
  async goOn(run: Acting, seed: number | null): Promise<void> {
    if (run.stage === 'applying' || run.stage === 'deleting') {
      const { complete } = await requireStep(this.world.deps.steps, run.step);
      const [mail] = this.mailbox.pendingOf(run.step.runId);
      if (!complete) {
        if (!mail) throw new Error(`Run ${run.step.runId} waits for chunks, and there are none.`);
        return this.deliver(mail, seed, seed === null ? 2 : 1);
      }
    }
    await this.asWorker(seed, () => this.act(run));
  }

  private async act(run: Acting): Promise<void> {
    const { deps } = this.world;
    switch (run.stage) {
      case 'created': {
        const { steps } = await openRun(deps, run.step);
        run.stage = steps.length === 0 ? 'closing' : 'pulling';
        return;
      }
      case 'pulling': {
        await this.world.reads(pagesIn(run.source));
        // Time for one page.
        const { more } = await this.world.pull(run.step, () => 0);
        if (!more) run.stage = 'applying';
        return;
      }
      case 'applying': {
        await compareStep(deps, await requireStep(deps.steps, run.step));
        run.stage = 'deleting';
        return;
      }
      case 'deleting':
        await closeStep(deps, await requireStep(deps.steps, run.step));
        run.stage = 'closing';
        return;
      default:
        await closeRun(deps, run.step, run.stage === 'stopped' ? endOfExecution(true, 'by hand') : undefined);
        run.stage = 'ended';
    }
  }

  /** Hands a message to a worker, or to several at once: once more than before, and perhaps not for the last time. */
  async deliver(mail: Mail, seed: number | null, workers = 1): Promise<void> {
    const { body, envelope } = mail;
    const { deps } = this.world;
    const group = await deps.tallies.group(envelope, groupOfChunk(envelope.chunk));
    const run = [this.acting.real, this.acting.dry].find((one) => one?.step.runId === envelope.runId);
    const counts = run && !run.isDry && !run.isCancelled && !group.done.has(envelope.chunk);
    const before = await this.read();
    mail.deliveries += 1;
    const expected = counts ? afterChunk(before, await unpackMessage(deps.payloads, body), envelope) : this.stored;
    const lived = await this.asWorker(seed, async () => {
      const outcomes = await Promise.all(
        Array.from({ length: workers }, () => applyChunks(deps, [{ body, deliveries: mail.deliveries }])),
      );
      for (const outcome of outcomes.flat()) if (outcome.status === 'rejected') throw outcome.reason;
    });
    if (lived) this.mailbox.settle(mail);
    const found = liveOf(await this.read());
    if (lived) expect(found).toEqual(expected);
    else for (const id of ids) expect([this.stored.get(id), expected.get(id)]).toContain(found.get(id));
    this.stored = found;
  }

  /** Every worker that tried it failed. */
  async fail(mail: Mail): Promise<void> {
    await failChunk(this.world.deps, mail.body, 'the table was gone.');
    this.mailbox.settle(mail);
  }

  read() {
    const of = { org, integrationId: this.world.integrationId, stream };
    return this.world.deps.records.read(of, ids.map(keyHashOf));
  }

  /** What must hold after every act. */
  async check(): Promise<void> {
    expect(liveOf(await this.read())).toEqual(this.stored);
    for (const slot of ['real', 'dry'] as const) {
      const run = this.acting[slot];
      if (!run) continue;
      const { progress, endedAt } = await this.world.read(run.step.runId);
      // Also where whoever ended it died behind that, and its lock is still there.
      if (endedAt !== null) run.stage = 'ended';
      expect(mayBecome(run.seen, progress), `${run.seen} became ${progress}`).toBe(true);
      run.seen = progress;
      if (run.stage !== 'ended') continue;
      await expectTrueEnd(this.world, run, this.stored);
      this.acting[slot] = null;
      if (!run.isDry) this.ended.push(run.step.runId);
    }
  }
}
