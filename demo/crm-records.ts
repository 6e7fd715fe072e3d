import type { Random } from './random.ts';
import * as vocabulary from './vocabulary.ts';

export interface Address {
  readonly street: string;
  readonly postal_code: string;
  readonly city: string;
  readonly country: string;
}

/** Fields are named as the demo CRM's API gives them. Timestamps are ISO 8601 UTC to the second. */
export interface Company {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly employees: number;
  readonly annual_revenue: number;
  readonly currency: string;
  readonly address: Address;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Contact {
  readonly id: number;
  readonly first_name: string;
  readonly last_name: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly job_title: string;
  readonly lifecycle_stage: string;
  readonly company_id: string;
  readonly address: Address;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface Deal {
  readonly id: string;
  readonly name: string;
  readonly company_id: string;
  readonly contact_id: number;
  readonly amount: number;
  readonly currency: string;
  readonly stage: string;
  readonly expected_close_date: string;
  readonly created_at: string;
  readonly updated_at: string;
}

function makeAddress(random: Random): Address {
  const { city, country, postalCodeDigits } = random.pick(vocabulary.cities);
  const from = 10 ** (postalCodeDigits - 1);
  return {
    street: `${random.pick(vocabulary.streets)} ${random.between(1, 180)}`,
    postal_code: String(random.between(from, from * 10 - 1)),
    city,
    country,
  };
}

/** `number` is the how manieth company this is, over all days: ids are never used twice. */
export function makeCompany(random: Random, number: number, at: string): Company {
  const words = [random.pick(vocabulary.companyWords), random.pick(vocabulary.companyKinds)];
  return {
    id: `cmp_${(0x5eed00 + number * 7).toString(36)}`,
    name: `${words.join(' ')} ${random.pick(vocabulary.companyForms)}`,
    domain: `${words.join('-').toLowerCase()}-${number}.example`,
    industry: random.pick(vocabulary.industries),
    employees: random.between(3, 4_000),
    annual_revenue: random.between(100, 90_000) * 1_000,
    currency: random.pick(vocabulary.currencies),
    address: makeAddress(random),
    created_at: at,
    updated_at: at,
  };
}

const plainLetters = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll('ø', 'o')
    .replaceAll('ı', 'i')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');

export function makeContact(random: Random, number: number, company: Company, at: string): Contact {
  const first = random.pick(vocabulary.firstNames);
  const last = random.pick(vocabulary.lastNames);
  return {
    id: 100_000 + number,
    first_name: first,
    last_name: last,
    name: `${first} ${last}`,
    email: `${plainLetters(first)}.${plainLetters(last)}.${number}@${company.domain}`,
    // Telephone numbers that are reserved for fiction.
    phone: random.next() < 0.1 ? null : `+44 7700 900${String(random.between(0, 999)).padStart(3, '0')}`,
    job_title: random.pick(vocabulary.jobTitles),
    lifecycle_stage: random.pick(vocabulary.lifecycleStages),
    company_id: company.id,
    address: makeAddress(random),
    tags: vocabulary.tags.filter(() => random.next() < 0.2),
    owner: random.pick(vocabulary.owners),
    created_at: at,
    updated_at: at,
  };
}

export function makeDeal(random: Random, number: number, contact: Contact, at: string): Deal {
  const closesInDays = random.between(10, 200);
  return {
    id: `deal-${String(number).padStart(5, '0')}`,
    name: `${random.pick(['Renewal', 'Upgrade', 'Pilot', 'Rollout', 'Support'])} for ${contact.name}`,
    company_id: contact.company_id,
    contact_id: contact.id,
    amount: random.between(50_000, 25_000_000) / 100,
    currency: random.pick(vocabulary.currencies),
    stage: random.pick(vocabulary.dealStages),
    expected_close_date: new Date(Date.parse(at) + closesInDays * 86_400_000).toISOString().slice(0, 10),
    created_at: at,
    updated_at: at,
  };
}
