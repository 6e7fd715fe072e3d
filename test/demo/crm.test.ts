import { afterEach, describe, expect, it } from 'vitest';
import { type CrmServer, startCrm } from '../../demo/crm-server.ts';
import type { Truth } from '../../demo/truth.ts';

let crm: CrmServer | undefined;

afterEach(async () => {
  await crm?.close();
  crm = undefined;
});

const token = 'a-token';

async function open(options: { day?: number } = {}): Promise<CrmServer> {
  crm = await startCrm({ token, latencyMs: 0, ...options });
  return crm;
}

const ask = (url: string, shown = token): Promise<Response> =>
  fetch(url, { headers: { authorization: `Bearer ${shown}` } });

/** The first answer that is not one of the demo's faults. */
async function read<T>(url: string): Promise<T> {
  let response = await ask(url);
  while (response.status === 429 || response.status === 500) response = await ask(url);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

async function readContacts({ url }: CrmServer): Promise<{ id?: unknown }[]> {
  const contacts: { id?: unknown }[] = [];
  for (let page = 1; ; page++) {
    const { data } = await read<{ data: object[] }>(`${url}/api/contacts?per_page=200&page=${page}`);
    contacts.push(...data);
    if (data.length < 200) return contacts;
  }
}

async function readCompanies({ url }: CrmServer): Promise<{ id: string }[]> {
  const companies: { id: string }[] = [];
  let after = '';
  for (;;) {
    const page = await read<{ results: { id: string }[]; next: string | null }>(
      `${url}/api/companies?limit=70${after}`,
    );
    companies.push(...page.results);
    if (page.next === null) return companies;
    after = `&after=${page.next}`;
  }
}

const truth = async ({ url }: CrmServer): Promise<Truth> => (await (await fetch(`${url}/demo/truth`)).json()) as Truth;

describe('the demo CRM', () => {
  it('lists what its truth says, broken contacts included', async () => {
    const server = await open();
    const { streams } = await truth(server);
    const contacts = await readContacts(server);
    const ids = contacts.map(({ id }) => id).filter((id) => typeof id === 'number');

    expect(contacts).toHaveLength(streams.contacts.listed);
    expect(new Set(ids).size).toBe(streams.contacts.valid);
    expect(ids.length - new Set(ids).size).toBe(streams.contacts.broken.duplicates);
    expect(contacts.filter(({ id }) => id === undefined)).toHaveLength(streams.contacts.broken.withoutId);
    expect(contacts.filter(({ id }) => typeof id === 'object')).toHaveLength(streams.contacts.broken.idNotText);
    expect(await readCompanies(server)).toHaveLength(streams.companies.listed);
  });

  it('is the same on the same day, however the day was reached', async () => {
    const walked = await open();
    await fetch(`${walked.url}/demo/advance`, { method: 'POST' });
    await fetch(`${walked.url}/demo/advance`, { method: 'POST' });
    const [contacts, told] = [await readContacts(walked), await truth(walked)];
    await walked.close();

    const begun = await open({ day: 2 });
    expect(await truth(begun)).toEqual(told);
    expect(await readContacts(begun)).toEqual(contacts);
  });

  it('changes from day to day exactly as its truth says', async () => {
    const server = await open();
    const before = new Map((await readCompanies(server)).map((company) => [company.id, JSON.stringify(company)]));
    server.advance();
    const after = new Map((await readCompanies(server)).map((company) => [company.id, JSON.stringify(company)]));
    const { changes } = (await truth(server)).streams.companies;

    const changed = [...after.keys()].filter((id) => before.has(id) && before.get(id) !== after.get(id));
    expect(changed.toSorted()).toEqual(changes.updated.toSorted());
    expect([...after.keys()].filter((id) => !before.has(id))).toEqual(changes.created);
    expect([...before.keys()].filter((id) => !after.has(id)).toSorted()).toEqual(changes.deleted.toSorted());
  });

  it('gives deals that changed at or after a time', async () => {
    const server = await open({ day: 1 });
    const { created, updated } = (await truth(server)).streams.deals.changes;
    const { deals, total } = await read<{ deals: { id: string }[]; total: number }>(
      `${server.url}/api/deals?limit=200&updated_since=2025-01-07T00:00:00Z`,
    );
    expect(total).toBe(created.length + updated.length);
    expect(deals.map(({ id }) => id).toSorted()).toEqual([...created, ...updated].toSorted());
  });

  it('gives each record by its id as it lists it, and says of one that is gone that it is', async () => {
    const server = await open();
    const companies = await readCompanies(server);
    const [first] = companies;
    const one = (id: string) => ask(`${server.url}/api/companies/${id}`);
    expect(await (await one(first?.id ?? '')).json()).toEqual(first);
    server.advance();
    const { deleted } = (await truth(server)).streams.companies.changes;
    expect((await one(deleted[0] ?? expect.fail('No company is gone.'))).status).toBe(404);
    expect((await ask(`${server.url}/api/companies/${first?.id}`, 'another')).status).toBe(401);
    expect((await ask(`${server.url}/api/companies/a/b`)).status).toBe(404);
  });

  it('fails once a day where it shall, with and without a word on when to come back', async () => {
    const { url, advance } = await open();
    const statuses = async (path: string) => [await ask(`${url}${path}`), await ask(`${url}${path}`)];
    for (let day = 0; day < 2; day++) {
      const [asked, again] = await statuses('/api/contacts?page=12&per_page=100');
      expect([asked?.status, asked?.headers.get('retry-after'), again?.status]).toEqual([429, '1', 200]);
      const [silent] = await statuses('/api/contacts?page=27&per_page=100');
      expect([silent?.status, silent?.headers.get('retry-after')]).toEqual([429, null]);
      const [dated] = await statuses('/api/deals?limit=100');
      expect(dated?.status).toBe(429);
      expect(Date.parse(dated?.headers.get('retry-after') ?? '')).not.toBeNaN();
      advance();
    }
  });

  it('refuses what it cannot serve, and says why', async () => {
    const { url } = await open();
    expect((await ask(`${url}/api/contacts`, 'another')).status).toBe(401);
    expect((await ask(`${url}/api/invoices`)).status).toBe(404);
    for (const query of [
      'contacts?page=0',
      'contacts?per_page=1000',
      'companies?after=x',
      'deals?updated_since=today',
    ]) {
      const response = await ask(`${url}/api/${query}`);
      expect([query, response.status]).toEqual([query, 400]);
      expect(await response.json()).toHaveProperty('error');
    }
  });
});
