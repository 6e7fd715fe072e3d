import * as fc from 'fast-check';
import { ids, type Theatre } from './theatre.ts';

/** The model is in the theatre, beside what it is held against. */
type Nothing = Record<string, never>;
type Command = fc.AsyncCommand<Nothing, Theatre>;

const command = (name: string, run: (theatre: Theatre) => Promise<unknown>): Command => ({
  check: () => true,
  run: async (_model, theatre) => {
    await run(theatre);
    await theatre.check();
  },
  toString: () => name,
});

/** Null: the worker lives. */
const seed = fc.option(fc.integer({ min: 1, max: 10_000 }), { freq: 2 });
const slot = fc.constantFrom('real' as const, 'real' as const, 'real' as const, 'dry' as const);
const nth = fc.nat({ max: 9 });

const changes = fc
  .array(fc.tuple(fc.constantFrom(...ids), fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((some) =>
    command(`source ${some.map(([id, version]) => `${id}=${version ?? 'gone'}`).join(' ')}`, async ({ source }) => {
      for (const [id, version] of some) {
        if (version !== null) source.set(id, version);
        // An empty source is held back as a whole, which is another story.
        else if (source.size > 1) source.delete(id);
      }
    }),
  );

const start = slot.map((one) =>
  command(`start ${one}`, (theatre) => (theatre.acting.dry && one === 'dry' ? Promise.resolve() : theatre.start(one))),
);

const goOn = fc.tuple(slot, seed, fc.integer({ min: 1, max: 6 })).map(([one, dies, times]) =>
  command(`go on ${one} ${times} times${dies === null ? '' : ` as ${dies}`}`, async (theatre) => {
    for (let time = 0; time < times; time++) {
      const run = theatre.acting[one];
      if (!run) return;
      await theatre.goOn(run, dies === null ? null : dies + time);
      await theatre.check();
    }
  }),
);

const deliver = fc.tuple(nth, seed, fc.integer({ min: 1, max: 2 })).map(([index, dies, workers]) =>
  command(`deliver ${index} to ${workers}${dies === null ? '' : ` as ${dies}`}`, async (theatre) => {
    const { pending } = theatre.mailbox;
    const mail = pending[index % Math.max(1, pending.length)];
    if (mail) await theatre.deliver(mail, dies, workers);
  }),
);

const redeliver = fc.tuple(nth, seed).map(([index, dies]) =>
  command(`deliver ${index} again${dies === null ? '' : ` as ${dies}`}`, async (theatre) => {
    const { delivered } = theatre.mailbox;
    const mail = delivered[index % Math.max(1, delivered.length)];
    if (mail) await theatre.deliver(mail, dies);
  }),
);

const fail = nth.map((index) =>
  command(`fail ${index}`, async (theatre) => {
    const { pending } = theatre.mailbox;
    const mail = pending[index % Math.max(1, pending.length)];
    if (mail) await theatre.fail(mail);
  }),
);

const cancel = slot.map((one) =>
  command(`cancel ${one}`, async (theatre) => {
    const run = theatre.acting[one];
    if (run) await theatre.cancel(run);
  }),
);

const stop = slot.map((one) =>
  command(`stop ${one}`, async (theatre) => {
    const run = theatre.acting[one];
    if (run) run.stage = 'stopped';
  }),
);

const again = fc
  .tuple(nth, fc.constantFrom('failed' as const, 'failed' as const, 'all' as const))
  .map(([index, scope]) =>
    command(`again ${index} ${scope}`, async (theatre) => {
      const runId = theatre.ended[theatre.ended.length - 1 - (index % Math.max(1, theatre.ended.length))];
      if (runId !== undefined) await theatre.again(runId, scope);
    }),
  );

/** Those that bring a run forward more often than those that get in its way. */
export const allCommands = [
  changes,
  start,
  start,
  goOn,
  goOn,
  goOn,
  goOn,
  deliver,
  deliver,
  redeliver,
  fail,
  cancel,
  stop,
  again,
];
