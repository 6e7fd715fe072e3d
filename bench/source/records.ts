import { createRandom, type Random } from '../../demo/random.ts';

export const pageSize = 100;

/** How many records the source holds: the number that the budgets speak of, unless BENCH_RECORDS names another. */
export const recordCount = Number(process.env['BENCH_RECORDS'] ?? 100_000);

const firstNames = ['Ada', 'Björn', 'Chidi', 'Dolores', 'Emre', 'Freya', 'Gustav', 'Hannah', 'Ivo', 'Jun', 'Keala'];
const lastNames = ['Abend', 'Brzęczyk', 'Castro', 'Dupont', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanov'];
const cities = ['Aarhus', 'Bilbao', 'Cork', 'Dresden', 'Esbjerg', 'Faro', 'Gdańsk', 'Haarlem', 'Imola', 'Jena'];
const titles = ['Accountant', 'Buyer', 'Consultant', 'Developer', 'Engineer', 'Facility manager', 'Head of sales'];
const stages = ['lead', 'prospect', 'customer', 'former customer'];

export type BenchRecord = ReturnType<typeof makeRecord>;

/** A contact of about 300 bytes with an id that, like most, does not compress. */
function makeRecord(random: Random, number: number) {
  const hex = (digits: number): string =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  return {
    id: `${hex(8)}-${number.toString(16).padStart(8, '0')}`,
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

/** The records of one page, counted from 1, of a source with `count` records; the same ones each time. */
export function recordsOfPage(page: number, count: number): BenchRecord[] {
  const from = (page - 1) * pageSize;
  const random = createRandom(page);
  return Array.from({ length: Math.max(0, Math.min(pageSize, count - from)) }, (_, at) =>
    makeRecord(random, from + at),
  );
}

/** A page as it goes over the wire. */
export const pageText = (page: number, count: number): string => JSON.stringify({ data: recordsOfPage(page, count) });

/** The page that a URL asks for; the first one is asked for without a number. */
export const pageOfUrl = (url: URL): number => Number(url.searchParams.get('page') ?? 1);

/** Every page that a reader asks for until it meets one that is not full. */
export const pageCount = (count: number): number => Math.floor(count / pageSize) + 1;
