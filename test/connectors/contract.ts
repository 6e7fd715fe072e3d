import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connector, SettingsError, type SourcePage } from '../../shared/connector/connector.ts';
import type { Json, JsonObject } from '../../shared/connector/json.ts';
import { httpWorld } from '../connector/http-world.ts';

/** A source that a connector is tried on. */
export interface ContractSource {
  readonly settings: JsonObject;
  /** A value in the settings that is secret, and that the source does get to see. */
  readonly secret: string;
  /** A stream of several pages, and the ids of all its records. */
  readonly stream: string;
  readonly ids: readonly string[];
  /** Changes one record so that an update of the stream has to bring it; gives its id. Absent without update mode. */
  change?(): string;
  /** From now on the source refuses the credentials. */
  refuse(): void;
  close(): Promise<void>;
}

/** What every connector owes the pipeline, whatever it connects. */
export function connectorContract(connector: Connector, open: () => Promise<ContractSource>): void {
  describe(`${connector.type} keeps the contract of connectors:`, () => {
    let source: ContractSource;
    let settings: unknown;
    beforeAll(async () => {
      source = await open();
      settings = connector.settings.parse(source.settings);
    });
    afterAll(() => source.close());

    function world(signal = new AbortController().signal) {
      const http = httpWorld({ secrets: [source.secret], signal });
      return { ...http, context: { settings, http: http.client, signal, now: http.now } };
    }

    async function readAll(mode: 'full' | 'update', cursor: Json = null, resume: Json = null) {
      const pages: SourcePage[] = [];
      for await (const page of connector.read(world().context, { stream: source.stream, mode, cursor, resume }))
        pages.push(page);
      return pages;
    }

    const idsOf = (pages: readonly SourcePage[]) => pages.flatMap(({ records }) => records.map(({ id }) => id));

    test('its settings are described, and the secret ones among them are named', () => {
      const pointers = connector.secrets(settings);
      const values = pointers.map((pointer) => JSON.stringify(at(source.settings, pointer) ?? null));
      expect(values.join()).toContain(JSON.stringify(source.secret).slice(1, -1));
    });

    test('settings that are none are refused', () => {
      expect(connector.settings.safeParse({ nothing: true }).success).toBe(false);
    });

    test('its streams have names of their own and can be read in full', () => {
      const streams = connector.streams(settings);
      expect(new Set(streams.map(({ name }) => name)).size).toBe(streams.length);
      expect(streams.every(({ modes }) => modes.includes('full'))).toBe(true);
      expect(streams.find(({ name }) => name === source.stream)?.modes.includes('update')).toBe(
        source.change !== undefined,
      );
    });

    test('a test of the connection succeeds and says what was reached', async () => {
      const result = await connector.test(world().context);
      expect(result).toMatchObject({ ok: true });
      expect(result.message).not.toBe('');
    });

    test('a full read brings every record once, on several pages', async () => {
      const pages = await readAll('full');
      expect(pages.length).toBeGreaterThan(1);
      expect(idsOf(pages).toSorted()).toEqual([...source.ids].toSorted());
      for (const { records } of pages) for (const { data } of records) expect(structuredClone(data)).toEqual(data);
    });

    test('a page is fetched when it is asked for, and never ahead', async () => {
      const { context, calls } = world();
      const pages = connector
        .read(context, { stream: source.stream, mode: 'full', cursor: null, resume: null })
        [Symbol.asyncIterator]();
      expect(calls).toHaveLength(0);
      await pages.next();
      const afterFirst = calls.length;
      await new Promise((resolve) => setImmediate(resolve));
      expect(calls).toHaveLength(afterFirst);
      await pages.next();
      expect(calls.length).toBeGreaterThan(afterFirst);
      await pages.return?.();
    });

    test('reading goes on behind any page, in another process, and misses and repeats nothing', async () => {
      const pages = await readAll('full');
      for (const [index, page] of pages.entries()) {
        const resume: Json = JSON.parse(JSON.stringify(page.resume));
        expect(idsOf(await readAll('full', null, resume)), `behind page ${index + 1}`).toEqual(
          idsOf(pages.slice(index + 1)),
        );
      }
    });

    test('the secret is in no call, no page, and no place to go on from', async () => {
      const { context, calls } = world();
      const pages: SourcePage[] = [];
      for await (const page of connector.read(context, {
        stream: source.stream,
        mode: 'full',
        cursor: null,
        resume: null,
      }))
        pages.push(page);
      expect(calls.length).toBeGreaterThan(1);
      expect(JSON.stringify([calls, pages.map(({ resume, cursor }) => [resume, cursor])])).not.toContain(source.secret);
    });

    test('an update brings what changed since the cursor of the last read', async () => {
      if (source.change === undefined) return;
      const cursor: Json = JSON.parse(JSON.stringify((await readAll('full')).at(-1)?.cursor ?? null));
      expect(cursor).not.toBeNull();
      const changed = source.change();
      const update = await readAll('update', cursor);
      expect(idsOf(update)).toContain(changed);
      expect(idsOf(update).length).toBeLessThan(source.ids.length);
      expect(update.at(-1)?.cursor ?? null).not.toBeNull();
    });

    test('a stream that is not there is refused', async () => {
      const pages = connector.read(world().context, {
        stream: 'no such stream',
        mode: 'full',
        cursor: null,
        resume: null,
      });
      await expect(pages[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(SettingsError);
    });

    test('an abort ends the read', async () => {
      const { context } = world(AbortSignal.abort(new Error('cancelled')));
      const pages = connector.read(context, { stream: source.stream, mode: 'full', cursor: null, resume: null });
      await expect(pages[Symbol.asyncIterator]().next()).rejects.toThrow('cancelled');
    });

    test('credentials that are refused fail the test of the connection with a hint', async () => {
      source.refuse();
      const result = await connector.test(world().context);
      expect(result.ok).toBe(false);
      expect(result.message).toMatch(/credential|password|key|token/i);
      expect(result.message).not.toContain(source.secret);
    });
  });
}

function at(value: Json | undefined, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .reduce<Json | undefined>(
      (current, name) => (typeof current === 'object' && current !== null ? (current as JsonObject)[name] : undefined),
      value,
    );
}
