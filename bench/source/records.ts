import { createRandom, type Random } from '../../demo/random.ts';

/** How many records the source holds: the number that the budgets speak of, unless BENCH_RECORDS names another. */
export const recordCount = Number(process.env['BENCH_RECORDS'] ?? 100_000);
export const pageSize = 100;
export const pageCount = Math.ceil(recordCount / pageSize);

const firstNames = ['Ada', 'Björn', 'Chidi', 'Dolores', 'Emre', 'Freya', 'Gustav', 'Hannah', 'Ivo', 'Jun', 'Keala'];
const lastNames = [
  'Abend',
  'Brzęczyk',
  'Castro',
  'Dupont',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Haddad',
  'Ivanov',
  'Jansen',
];
const cities = ['Aarhus', 'Bilbao', 'Cork', 'Dresden', 'Esbjerg', 'Faro', 'Gdańsk', 'Haarlem', 'Imola', 'Jena'];
const titles = ['Accountant', 'Buyer', 'Consultant', 'Developer', 'Engineer', 'Facility manager', 'Head of sales'];
const stages = ['lead', 'prospect', 'customer', 'former customer'];

/** Contacts of about 300 bytes; the same ones each time. `number` counts from 0. */
function makeRecord(random: Random, number: number) {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return {
    id: `${hex(8)}-${hex(8)}`,
    name: `${first} ${last}`,
    email: `${first}.${last}.${number}@example.com`.toLowerCase(),
    phone: `+49 30 ${random.between(1_000_000, 9_999_999)}`,
    title: random.pick(titles),
    city: random.pick(cities),
    street: `Long Street ${random.between(1, 400)}`,
    stage: random.pick(stages),
    score: random.between(0, 10_000) / 100,
    owner: `usr_${hex(6)}`,
    created_at: new Date(1.6e12 + number * 60_000).toISOString(),
    updated_at: new Date(1.7e12 + random.between(0, 40_000_000_000)).toISOString(),
  };
}

/** Every page as it goes over the wire; the page behind the last one is empty. */
export function serializePages(): Buffer[] {
  const random = createRandom(300);
  const pages: Buffer[] = [];
  for (let from = 0; from < recordCount; from += pageSize) {
    const data = Array.from({ length: Math.min(pageSize, recordCount - from) }, (_, at) =>
      makeRecord(random, from + at),
    );
    pages.push(Buffer.from(JSON.stringify({ data })));
  }
  return [...pages, Buffer.from(JSON.stringify({ data: [] }))];
}
