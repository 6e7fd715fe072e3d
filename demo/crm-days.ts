import type { Company, Contact, Deal } from './crm-records.ts';
import { makeCompany, makeContact, makeDeal } from './crm-records.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import * as vocabulary from './vocabulary.ts';

export interface Changes {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly deleted: readonly string[];
}

/** The CRM's records on one day. `day` 0 is how it begins; every later day follows from the one before. */
export interface CrmDay {
  readonly day: number;
  readonly contacts: readonly Contact[];
  readonly companies: readonly Company[];
  readonly deals: readonly Deal[];
  /** Ids of what differs from the day before; on day 0 everything is created. */
  readonly changes: { readonly contacts: Changes; readonly companies: Changes; readonly deals: Changes };
  /** How many of each were ever created. */
  readonly issued: { readonly contacts: number; readonly companies: number; readonly deals: number };
}

const seed = 20_250_106;
const firstMorning = Date.parse('2025-01-06T08:00:00Z');
const dayMs = 86_400_000;

/** Hands out one second after the other, so that no two changes of a CRM have the same time. */
function createClock(day: number, startsAt = firstMorning + day * dayMs): () => string {
  let second = 0;
  return () => `${new Date(startsAt + second++ * 1_000).toISOString().slice(0, 19)}Z`;
}

const idsOf = (records: readonly { readonly id: string | number }[]): string[] => records.map(({ id }) => String(id));

const onlyCreated = (records: readonly { readonly id: string | number }[]): Changes => ({
  created: idsOf(records),
  updated: [],
  deleted: [],
});

export function firstDay(): CrmDay {
  const random = createRandom(seed);
  const now = createClock(0, firstMorning - 30 * dayMs);
  const companies = Array.from({ length: 600 }, (_, n) => makeCompany(random, n + 1, now()));
  const contacts = Array.from({ length: 4_000 }, (_, n) => makeContact(random, n + 1, random.pick(companies), now()));
  const deals = Array.from({ length: 1_500 }, (_, n) => makeDeal(random, n + 1, random.pick(contacts), now()));
  return {
    day: 0,
    contacts,
    companies,
    deals,
    changes: { contacts: onlyCreated(contacts), companies: onlyCreated(companies), deals: onlyCreated(deals) },
    issued: { contacts: contacts.length, companies: companies.length, deals: deals.length },
  };
}

interface Plan<T> {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly make: (number: number) => T;
  readonly change: (record: T) => T;
}

/** Picks whom the day's changes hit; nobody is hit twice. */
function changeSome<T extends { readonly id: string | number }>(
  random: Random,
  records: readonly T[],
  issued: number,
  plan: Plan<T>,
): { records: T[]; changes: Changes } {
  const hit = new Set<T>();
  while (hit.size < plan.update + plan.delete) hit.add(random.pick(records));
  const [updated, deleted] = [new Set([...hit].slice(0, plan.update)), new Set([...hit].slice(plan.update))];
  const created = Array.from({ length: plan.create }, (_, n) => plan.make(issued + n + 1));
  const kept = records.filter((record) => !deleted.has(record));
  return {
    records: [...kept.map((record) => (updated.has(record) ? plan.change(record) : record)), ...created],
    changes: { created: idsOf(created), updated: idsOf([...updated]), deleted: idsOf([...deleted]) },
  };
}

/** One working day: people and companies come, change and go; deals come and move on, but this CRM never deletes one. */
export function nextDay(before: CrmDay): CrmDay {
  const day = before.day + 1;
  const random = createRandom(seed + day);
  const now = createClock(day);
  const companies = changeSome(random, before.companies, before.issued.companies, {
    create: 4,
    update: 9,
    delete: 2,
    make: (number) => makeCompany(random, number, now()),
    change: (company) => ({ ...company, employees: company.employees + random.between(1, 40), updated_at: now() }),
  });
  const contacts = changeSome(random, before.contacts, before.issued.contacts, {
    create: 25,
    update: 60,
    delete: 12,
    make: (number) => makeContact(random, number, random.pick(companies.records), now()),
    change: (contact) => changeContact(random, contact, now()),
  });
  const deals = changeSome(random, before.deals, before.issued.deals, {
    create: 15,
    update: 70,
    delete: 0,
    make: (number) => makeDeal(random, number, random.pick(contacts.records), now()),
    change: (deal) => ({ ...deal, stage: anotherOf(vocabulary.dealStages, deal.stage, random), updated_at: now() }),
  });
  return {
    day,
    contacts: contacts.records,
    companies: companies.records,
    deals: deals.records,
    changes: { contacts: contacts.changes, companies: companies.changes, deals: deals.changes },
    issued: {
      contacts: before.issued.contacts + contacts.changes.created.length,
      companies: before.issued.companies + companies.changes.created.length,
      deals: before.issued.deals + deals.changes.created.length,
    },
  };
}

function changeContact(random: Random, contact: Contact, at: string): Contact {
  const stage = anotherOf(vocabulary.lifecycleStages, contact.lifecycle_stage, random);
  const title = random.next() < 0.3 ? random.pick(vocabulary.jobTitles) : contact.job_title;
  return { ...contact, lifecycle_stage: stage, job_title: title, updated_at: at };
}

const anotherOf = (values: readonly string[], current: string, random: Random): string =>
  random.pick(values.filter((value) => value !== current));
