import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Services, startServices } from '../pipeline/services.ts';
import { allCommands } from './life-cycle/commands.ts';
import { Theatre } from './life-cycle/theatre.ts';

/** To look for more than the same every time: SEED=… CASES=… npx vitest run test/control/life-cycle.test.ts */
const seed = Number(process.env['SEED'] ?? 20_260_101);
const numRuns = Number(process.env['CASES'] ?? 12);

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

/** Brings everything to rest: no run is going, and no message is left. */
async function toRest(theatre: Theatre): Promise<void> {
  for (const slot of ['real', 'dry'] as const) {
    for (let run = theatre.acting[slot]; run; run = theatre.acting[slot]) {
      await theatre.goOn(run, null);
      await theatre.check();
    }
  }
  for (const mail of [...theatre.mailbox.pending, ...theatre.mailbox.delivered]) await theatre.deliver(mail, null);
  await theatre.check();
}

async function wholeRun(theatre: Theatre) {
  await theatre.start('real');
  const runId = theatre.acting.real?.step.runId ?? '';
  await toRest(theatre);
  return theatre.world.read(runId);
}

it('keeps store, log and proof true, whatever happens to runs, in any order', { timeout: 600_000 }, async () => {
  let deaths = 0;
  const property = fc.asyncProperty(fc.commands(allCommands, { maxCommands: 40, size: 'max' }), async (commands) => {
    const theatre = new Theatre(services);
    await fc.asyncModelRun(() => ({ model: {}, real: theatre }), commands);
    await toRest(theatre);
    const ended = await Promise.all(theatre.ended.map((runId) => theatre.world.read(runId)));

    // Whatever happened, the next run makes everything right, and the one behind it finds nothing to do.
    expect(await wholeRun(theatre)).toMatchObject({ outcome: 'SUCCESS' });
    expect(theatre.stored).toEqual(theatre.sourceLines());
    const nothing = await wholeRun(theatre);
    expect(nothing).toMatchObject({ outcome: 'SUCCESS', counts: { signals: 0, unchanged: theatre.source.size } });

    // A run that has ended never changes again.
    for (const run of ended) expect(await theatre.world.read(run.runId)).toEqual(run);
    deaths += theatre.fate.state.deaths;
  });
  await fc.assert(property, { seed, numRuns, endOnFailure: process.env['CASES'] !== undefined });
  expect(deaths).toBeGreaterThan(10);
});
