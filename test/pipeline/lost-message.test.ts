import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import { endOfFailedState } from '../../shared/closing/end-lost-run.ts';
import { type Services, startServices } from './services.ts';
import { applyOne, createWorld, pagesOf } from './world.ts';

/** A page is a chunk. */
const limits = { records: 10, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };
const contacts = Array.from({ length: 40 }, (_, index) => ({ id: `m${index}`, name: `M ${index}` }));

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

it('a run of which a message was lost ends with what it did, says what is missing, and the next one does the rest', async () => {
  const world = createWorld(services, limits);
  await world.reads(pagesOf(contacts, 10));
  const step = await world.begin({ type: 'full' });
  while ((await world.pull(step)).more);
  const messages = await services.receive();
  expect(messages).toHaveLength(4);
  for (const [index, message] of messages.entries()) {
    if (index > 0) await applyOne(world.deps, message.Body ?? '', 1);
    await services.acknowledge(message);
  }

  // As the state that waits for chunks hands it on when its day is over.
  await closeRun(world.deps, step, endOfFailedState({ Error: 'States.Timeout', Cause: '' }));
  const ended = await world.read(step.runId);
  expect(ended).toMatchObject({
    progress: 'FINISHED',
    endedAt: expect.any(String),
    outcome: 'PARTIAL',
    severity: 'ERROR',
    error: { code: 'chunks_lost' },
    message: expect.stringContaining('not dealt with within a day'),
    counts: { pulled: 40, created: 30, deleted: 0 },
    proof: [{ complete: false, missing: [expect.stringContaining('10 are not accounted for'), expect.any(String)] }],
  });
  expect((await world.stored()).size).toBe(30);

  expect(await world.run({ type: 'full' })).toMatchObject({
    outcome: 'SUCCESS',
    counts: { created: 10, unchanged: 30 },
  });
});

it('a run of which a state failed for good says which error it was, without a stack', () => {
  const cause = JSON.stringify({ errorMessage: 'It does not add up.', errorType: 'Broken', trace: ['at secret.ts:1'] });
  expect(endOfFailedState({ Error: 'Broken', Cause: cause })).toEqual({
    aborted: false,
    error: {
      code: 'workflow_ended',
      message: 'A part of the workflow failed (Broken: It does not add up.). Start the run again.',
    },
  });
  expect(endOfFailedState({ Error: 'Broken', Cause: 'no JSON' }).error.message).toContain('(Broken: no JSON)');
});
