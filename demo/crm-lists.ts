import { withBrokenRecords } from './broken-records.ts';
import type { CrmDay } from './crm-days.ts';

export const streamNames = ['contacts', 'companies', 'deals'] as const;
export type StreamName = (typeof streamNames)[number];

export type Listed =
  /** `page` is 1 for the first, whichever way the stream counts. */
  | { readonly kind: 'page'; readonly page: number; readonly body: object }
  | { readonly kind: 'bad-request'; readonly message: string };

/** Raised by the readers of query parameters, turned into a 400 by `list`. */
class BadParameter extends Error {}

function wholeNumber(query: URLSearchParams, name: string, fallback: number, from: number, to: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < from || value > to) {
    throw new BadParameter(`${name} must be a whole number from ${from} to ${to}, not "${text}"`);
  }
  return value;
}

function since(query: URLSearchParams): number {
  const text = query.get('updated_since');
  if (text === null) return Number.NEGATIVE_INFINITY;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new BadParameter(`updated_since must be an ISO 8601 time, not "${text}"`);
  return at;
}

/** Page numbers. `updated_since` leaves the broken contacts out: nobody changed them. */
function listContacts(crm: CrmDay, query: URLSearchParams): Listed {
  const size = wholeNumber(query, 'per_page', 25, 1, 200);
  const page = wholeNumber(query, 'page', 1, 1, 1_000_000);
  const from = since(query);
  const all = Number.isFinite(from)
    ? crm.contacts.filter((contact) => Date.parse(contact.updated_at) >= from)
    : withBrokenRecords(crm.contacts);
  const data = all.slice((page - 1) * size, page * size);
  return { kind: 'page', page, body: { data, page, per_page: size, total: all.length } };
}

/** An opaque token that says behind which company the next page begins. */
function listCompanies(crm: CrmDay, query: URLSearchParams): Listed {
  const size = wholeNumber(query, 'limit', 25, 1, 100);
  const after = query.get('after');
  let start = 0;
  if (after !== null) {
    const id = Buffer.from(after, 'base64url').toString();
    start = crm.companies.findIndex((company) => company.id === id) + 1;
    if (start === 0) throw new BadParameter('after is not a token of this API, or its company is gone: begin again');
  }
  const results = crm.companies.slice(start, start + size);
  const last = results.at(-1);
  const more = start + size < crm.companies.length && last !== undefined;
  const next = more ? Buffer.from(last.id).toString('base64url') : null;
  return { kind: 'page', page: Math.floor(start / size) + 1, body: { results, next } };
}

/** Offsets, newest change last; `updated_since` for who only wants what changed at or after a time. */
function listDeals(crm: CrmDay, query: URLSearchParams): Listed {
  const size = wholeNumber(query, 'limit', 25, 1, 200);
  const offset = wholeNumber(query, 'offset', 0, 0, 1_000_000_000);
  const from = since(query);
  const all = crm.deals
    .filter((deal) => Date.parse(deal.updated_at) >= from)
    .toSorted((one, other) => Date.parse(one.updated_at) - Date.parse(other.updated_at));
  const deals = all.slice(offset, offset + size);
  return { kind: 'page', page: Math.floor(offset / size) + 1, body: { deals, offset, limit: size, total: all.length } };
}

const lists: Readonly<Record<StreamName, (crm: CrmDay, query: URLSearchParams) => Listed>> = {
  contacts: listContacts,
  companies: listCompanies,
  deals: listDeals,
};

export function list(crm: CrmDay, stream: StreamName, query: URLSearchParams): Listed {
  try {
    return lists[stream](crm, query);
  } catch (error) {
    if (error instanceof BadParameter) return { kind: 'bad-request', message: error.message };
    throw error;
  }
}
