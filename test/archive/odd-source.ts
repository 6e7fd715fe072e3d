import type { TestSource } from '../pipeline/world.ts';

const pageSize = 50;

/** A few hundred records in which there is everything that is odd; other ones in each generation. */
export function oddSource(generation: number): TestSource {
  const records = oddRecords(generation);
  return {
    async *read(from) {
      for (let page = Number(from ?? 0); page * pageSize < records.length; page++) {
        const slice = records.slice(page * pageSize, (page + 1) * pageSize);
        yield {
          records: slice.map(({ id, name, data }) => ({ id, name, data })),
          resume: page + 1,
        };
      }
    },
  };
}

export interface Odd {
  readonly id: string | null;
  readonly name: string | null;
  readonly data: { readonly [field: string]: string | number | null };
}

export const oddRecords = (generation: number): Odd[] => [...ordinary(generation), ...odd(generation)];

/** In no order of their ids; a third changes with each generation, and thirty come and go. */
const ordinary = (generation: number): Odd[] =>
  Array.from({ length: 300 }, (_, index) => {
    const number = (index * 7919) % 300;
    return {
      id: `id-${number + 30 * generation}`,
      name: number % 10 === 0 ? null : `Name ${number % 17}`,
      data: { number: number + 30 * generation, revision: number % 3 === 0 ? generation : 0 },
    };
  });

const odd = (generation: number): Odd[] => [
  { id: 'Ω/ü#?', name: 'Ünïcode 🙂 "quoted", and\nbroken', data: { text: `${'x'.repeat(2_000)}${generation}` } },
  { id: '', name: 'empty', data: { generation } },
  { id: '__proto__', name: 'constructor', data: { generation, __proto__x: 1 } },
  { id: '🙂', name: '', data: { generation } },
  // Twice in a run, on different pages too, and some without an id: their order must survive.
  ...Array.from({ length: 6 }, (_, index) => ({ id: null, name: `without id ${index}`, data: { index } })),
  ...Array.from({ length: 3 }, (_, index) => ({ id: 'twice', name: `twice ${index}`, data: { index } })),
  ...Array.from({ length: 60 }, (_, index) => ({ id: `late-${index}`, name: null, data: { index } })),
  ...Array.from({ length: 6 }, (_, index) => ({ id: 'twice', name: `again ${index}`, data: { index } })),
];
