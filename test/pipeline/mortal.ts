import type { Services } from './services.ts';

/** A worker that was killed. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** mulberry32: small, and the same in every run of the tests. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The services as a worker sees them that may be killed at any request: just before it is made, or just after it was
 * made and before its answer came. `deaths` counts how often.
 */
export function mortal(services: Services, random: () => number, chance: number) {
  const state = { chance, deaths: 0 };
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const method = Reflect.get(object, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          const die = random() < state.chance;
          if (die && random() < 0.5) kill(state);
          const answer = await Reflect.apply(method, object, args);
          if (die) kill(state);
          return answer;
        };
      },
    });
  return {
    state,
    services: {
      ...services,
      registry: wrap(services.registry),
      trail: wrap(services.trail),
      records: wrap(services.records),
      payloads: wrap(services.payloads),
      queue: wrap(services.queue),
    },
  };
}

function kill(state: { deaths: number }): never {
  state.deaths += 1;
  throw new Died('The worker was killed.');
}
