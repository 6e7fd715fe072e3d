import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import { closeStep } from '../../shared/closing/close-step.ts';
import { compareStep } from '../../shared/closing/compare-step.ts';
import { endOfExecution } from '../../shared/closing/end-lost-run.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { sweepRuns } from '../../shared/sweeps/sweep-runs.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { applyOne, org, type TestSource } from '../pipeline/world.ts';
import { byId, type ControlWorld, contacts, createControlWorld, source, stream } from './control-world.ts';

type Step = RunInput & { stream: string };

const before = contacts(0, 40, { version: 1 });
/** 30 of them changed, 10 are gone, and 20 are new. */
const after = contacts(10, 60, { version: 2 });

let services: Services;
let world: ControlWorld;

beforeAll(async () => {
  services = await startServices();
});
beforeEach(async () => {
  world = createControlWorld(services);
  await world.reads(source(before, 'monday'));
  await world.run({ type: 'full' });
  await world.reads(source(after, 'tuesday'));
});
afterAll(() => services.close());

/** Brings a run to a certain point, and has it ended there by `end`. */
type Stage = (end: () => Promise<unknown>) => Promise<Step>;

const begin = () => world.begin({ type: 'full' });
const pullAll = async (step: Step) => {
  while ((await world.pull(step)).more);
};

/** With what is written of the source's changes by then: created and updated records. */
const stages: Record<string, { readonly written: number; readonly reach: Stage }> = {
  'before it is opened': {
    written: 0,
    reach: async (end) => {
      const started = await world.start({ type: 'full' });
      if (started.kind !== 'started') throw new Error(started.kind);
      ending.step = { org, runId: started.runId, stream };
      await end();
      await openRun(world.deps, ending.step);
      return ending.step;
    },
  },
  'before the pull': {
    written: 0,
    reach: async (end) => {
      ending.step = await begin();
      await end();
      return ending.step;
    },
  },
  'in the middle of the pull': {
    written: 20,
    reach: async (end) => {
      const step = await begin();
      ending.step = step;
      const whole = source(after, 'tuesday');
      await world.reads({
        ...whole,
        async *read(...request) {
          for await (const page of whole.read(...request)) {
            yield page;
            if (page.resume !== 2) continue;
            // Two chunks are on the queue, and applied while the third page is being waited for.
            while ((await world.applyAll()) === 0);
            await world.applyAll();
            await end();
          }
        },
      });
      // A pull whose execution is stopped is overtaken.
      await pullAll(step).catch((error: Error) => expect(error.name).toBe('OvertakenError'));
      return step;
    },
  },
  'with half of its chunks applied': {
    written: 20,
    reach: async (end) => {
      const step = await begin();
      ending.step = step;
      await pullAll(step);
      for (const message of (await services.receive()).slice(0, 2)) {
        await applyOne(world.deps, message.Body ?? '', 1);
        await services.acknowledge(message);
      }
      await end();
      return step;
    },
  },
  'with all of its chunks applied': {
    written: 50,
    reach: async (end) => {
      const step = await begin();
      ending.step = step;
      await pullAll(step);
      await world.applyAll();
      await end();
      return step;
    },
  },
  'while it waits for deletions': {
    written: 50,
    reach: async (end) => {
      const step = await begin();
      ending.step = step;
      await pullAll(step);
      await world.applyAll();
      expect(await compareStep(world.deps, await requireStep(world.deps.steps, step))).toBe(10);
      await end();
      return step;
    },
  },
};

const ending: { step: Step } = { step: { org, runId: '', stream } };

const ways = {
  cancelled: {
    code: 'cancelled',
    end: () => world.cancel(ending.step.runId),
    // The workflow goes its ordinary way.
    goOn: async (step: Step) => {
      await world.applyAll();
      const opened = await world.deps.steps.get(step);
      if (opened) {
        await pullAll(step);
        await world.applyAll();
        if (!opened.comparison) await compareStep(world.deps, await requireStep(world.deps.steps, step));
        await world.applyAll();
        await closeStep(world.deps, await requireStep(world.deps.steps, step));
      }
      await closeRun(world.deps, step);
    },
  },
  'stopped in the console': {
    code: 'workflow_stopped',
    end: () => closeRun(world.deps, ending.step, endOfExecution(true, 'ABORTED: by hand')),
    goOn: async () => {},
  },
};

describe.each(Object.entries(ways))('a run that is %s', (_way, { code, end, goOn }) => {
  it.each(Object.entries(stages))(
    '%s ends as aborted, tells what it did, and leaves the rest to the next',
    async (_stage, { written, reach }) => {
      const step = await reach(end);
      await goOn(step);
      const run = await world.read(step.runId);
      expect(run).toMatchObject({
        progress: 'ABORTED',
        stage: 'Failed',
        outcome: 'FAILED',
        statusCode: 2,
        error: { code },
        message: expect.stringMatching(/^Aborted: /),
        counts: { deleted: 0, signals: written },
        cancelledBy: code === 'cancelled' ? 'ada' : null,
      });
      for (const proof of run.proof ?? []) expect(proof.missing.join()).not.toBe('');

      const changed = [...(await world.stored()).values()].filter((record) => JSON.stringify(record).includes(':2'));
      expect(changed).toHaveLength(written);
      const told = (await world.entities(step.runId)).filter(({ action }) => action !== 'NONE');
      expect(told).toHaveLength(written);
      expect((await world.state()).cursor).toBe('monday');

      // What still comes changes nothing any more.
      await world.applyAll(2);
      await closeRun(world.deps, step);
      expect(await world.read(step.runId)).toEqual(run);
      expect((await world.stored()).size).toBe(40 + Math.max(0, written - 30));

      await world.reads(source(after, 'tuesday'));
      const next = await world.run({ type: 'full' });
      expect(next).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 50, unchanged: written, deleted: 10 } });
      expect(await world.stored()).toEqual(byId(after));
      expect((await world.state()).cursor).toBe('tuesday');
      expect((await world.run({ type: 'full' })).counts).toMatchObject({ unchanged: 50, signals: 0 });
    },
  );
});

describe('cancelling', () => {
  it('is told at once, and again to whoever asks again', async () => {
    const step = await begin();
    expect(await world.cancel(step.runId)).toEqual({ kind: 'cancelling' });
    const going = { progress: 'ABORTION_PENDING', stage: 'In progress', statusCode: 2, outcome: null, endedAt: null };
    expect(await world.read(step.runId)).toMatchObject({ ...going, cancelledBy: 'ada' });
    expect((await world.read(step.runId)).message).toContain('cancelled by ada');
    expect(await world.cancel(step.runId)).toEqual({ kind: 'cancelling' });
    expect(await world.start({ type: 'full' })).toMatchObject({ kind: 'busy', runId: step.runId });
    expect(await world.finish(step)).toMatchObject({ progress: 'ABORTED' });
    expect(await world.cancel(step.runId)).toMatchObject({ kind: 'ended', run: { runId: step.runId } });
    expect(await world.cancel('01J00000000000000000000000')).toEqual({ kind: 'not-found' });
  });

  it('is too late for a run in which nothing was left to do', async () => {
    const step = await begin();
    await pullAll(step);
    await world.applyAll();
    await compareStep(world.deps, await requireStep(world.deps.steps, step));
    await world.applyAll();
    await closeStep(world.deps, await requireStep(world.deps.steps, step));
    expect(await world.cancel(step.runId)).toEqual({ kind: 'cancelling' });
    await closeRun(world.deps, step);
    expect(await world.read(step.runId)).toMatchObject({ progress: 'FINISHED', outcome: 'SUCCESS', error: null });
    expect((await world.state()).cursor).toBe('tuesday');
  });

  it('is too late as well where the execution is stopped behind the last chunk', async () => {
    const step = await begin();
    await pullAll(step);
    await world.applyAll();
    await compareStep(world.deps, await requireStep(world.deps.steps, step));
    await world.applyAll();
    await closeRun(world.deps, step, endOfExecution(true, 'ABORTED: by hand'));
    const run = await world.read(step.runId);
    expect(run).toMatchObject({ progress: 'FINISHED', outcome: 'SUCCESS', error: null, proof: [{ complete: true }] });
  });

  it('is refused where the connector must read its source to the end', async () => {
    await world.reads({ ...source(after), cancellable: false });
    const step = await begin();
    expect(await world.cancel(step.runId)).toEqual({ kind: 'not-cancellable', connector: 'Test' });
    expect(await world.finish(step)).toMatchObject({ progress: 'FINISHED', outcome: 'SUCCESS' });
  });

  it('keeps a run from looking for deletions', async () => {
    const step = await begin();
    await pullAll(step);
    await world.applyAll();
    await world.cancel(step.runId);
    expect(await compareStep(world.deps, await requireStep(world.deps.steps, step))).toBe(0);
    await closeStep(world.deps, await requireStep(world.deps.steps, step));
    await closeRun(world.deps, step);
    const [proof] = (await world.read(step.runId)).proof ?? [];
    expect(proof).toMatchObject({ complete: false, deletionsChecked: false, unseen: null });
    expect(proof?.missing).toEqual(['The run was ended before this stream was done; nothing was deleted.']);
  });

  it('of two at once is one', async () => {
    const step = await begin();
    expect(await Promise.all([world.cancel(step.runId), world.cancel(step.runId)])).toEqual([
      { kind: 'cancelling' },
      { kind: 'cancelling' },
    ]);
    expect(await world.finish(step)).toMatchObject({ progress: 'ABORTED', cancelledBy: 'ada' });
  });

  it('does not wait for a source that never answers', async () => {
    const silent: TestSource = {
      async *read() {
        const step = ending.step;
        await world.cancel(step.runId);
        await new Promise(() => {});
        yield { records: [], resume: null };
      },
    };
    await world.reads(silent);
    ending.step = await begin();
    expect(await world.finish(ending.step)).toMatchObject({ progress: 'ABORTED', error: { code: 'cancelled' } });
  });

  it('ends a run that has no execution, and stops one that waits for something else', async () => {
    const started = await world.start({ type: 'full' });
    if (started.kind !== 'started') throw new Error(started.kind);
    world.executions.delete(started.runId);
    await world.cancel(started.runId);
    const inMinutes = (minutes: number) => ({ ...world.deps, now: () => Date.now() + minutes * 60_000 });
    expect((await sweepRuns(inMinutes(2))).ended).toEqual([started.runId]);
    expect(await world.read(started.runId)).toMatchObject({ progress: 'ABORTED', error: { code: 'cancelled' } });

    const step = await begin();
    await world.cancel(step.runId);
    await sweepRuns(inMinutes(4));
    expect(world.executions.get(step.runId)).toEqual({ kind: 'RUNNING' });
    await sweepRuns(inMinutes(6));
    expect(world.executions.get(step.runId)).toMatchObject({ kind: 'ENDED', aborted: true });
    expect((await sweepRuns(inMinutes(6))).ended).toEqual([step.runId]);
    expect(await world.read(step.runId)).toMatchObject({ progress: 'ABORTED', error: { code: 'cancelled' } });
  });
});
