import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connector, SourceError } from '../../shared/connector/connector.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import type { TargetRecord } from '../../shared/connector/target.ts';
import { httpWorld } from '../connector/http-world.ts';

/** A target that a connector is tried on. */
export interface ContractTarget {
  /** With deletions, a look-up and keys, as far as the connector knows them. */
  readonly settings: JsonObject;
  readonly secret: string;
  readonly stream: string;
  /** What the target holds, by the id on our side. */
  held(): Map<string, JsonObject>;
  /** From now on the target refuses whatever it is sent. */
  refuse(): void;
  close(): Promise<void>;
}

/** What every connector that writes owes the pipeline, whatever it connects. */
export function targetContract(connector: Connector, open: () => Promise<ContractTarget>): void {
  describe(`${connector.type} keeps the contract of targets:`, () => {
    let target: ContractTarget;
    let settings: unknown;
    beforeAll(async () => {
      target = await open();
      settings = connector.settings.parse(target.settings);
    });
    afterAll(() => target.close());

    function world() {
      const signal = new AbortController().signal;
      const http = httpWorld({ secrets: [target.secret], signal });
      return { ...http, context: { settings, http: http.client, signal, now: http.now } };
    }

    const writes = () => {
      if (!connector.target) throw new Error(`${connector.type} is no target.`);
      return connector.target;
    };

    const recordOf = (id: string, targetId: string | null = null, more: JsonObject = {}): TargetRecord => ({
      stream: target.stream,
      id,
      name: `Record ${id}`,
      targetId,
      data: { id, name: `Record ${id}`, ...more },
      idempotencyKey: `key-${id}`,
    });

    test('says whose records it sends, for each of its streams', () => {
      const { integrationId, streams } = writes().source(settings);
      expect(integrationId).not.toBe('');
      const offered = connector.streams(settings);
      expect(Object.keys(streams).toSorted()).toEqual(offered.map(({ name }) => name).toSorted());
      for (const { name, from, modes } of offered) {
        expect(streams[name]).toBe(from);
        expect(modes).toContain('full');
      }
      expect(writes().concurrency(settings)).toBeGreaterThan(0);
    });

    test('is not read', () => {
      const { context } = world();
      expect(() =>
        connector.read(context, { stream: target.stream, mode: 'full', cursor: null, resume: null }),
      ).toThrow();
    });

    test('creates, finds, updates and removes, each with its calls, and shows its secret in none', async () => {
      const { context, calls } = world();
      const { targetId } = await writes().create(context, recordOf('a/1 ?'));
      expect([...target.held().keys()]).toEqual(['a/1 ?']);
      if (writes().abilities(settings, target.stream).finds) {
        expect(await writes().find(context, recordOf('a/1 ?'))).toEqual({ targetId });
        expect(await writes().find(context, recordOf('none'))).toBeNull();
      }
      // Each change has a key of its own.
      const changed = { ...recordOf('a/1 ?', targetId, { note: 'changed' }), idempotencyKey: 'key-update' };
      await writes().update(context, changed);
      await writes().update(context, changed);
      expect(target.held().get('a/1 ?')).toEqual(changed.data);
      await writes().remove(context, { ...recordOf('a/1 ?', targetId), idempotencyKey: 'key-removal' });
      expect(target.held().size).toBe(0);
      expect(calls.length).toBeGreaterThanOrEqual(4);
      expect(JSON.stringify(calls)).not.toContain(target.secret);
    });

    test('creates once for a key that it says it knows', async () => {
      const { context } = world();
      if (writes().abilities(settings, target.stream).createsOnceForMs === null) return;
      const first = await writes().create(context, recordOf('twice'));
      expect(await writes().create(context, recordOf('twice'))).toEqual(first);
      expect([...target.held().keys()]).toEqual(['twice']);
    });

    test('an update of what is not there, and whatever is refused, is a SourceError with the status', async () => {
      const { context } = world();
      await expect(writes().update(context, recordOf('gone', 'no-such-id'))).rejects.toMatchObject({
        code: 'http_404',
      });
      target.refuse();
      const refused = await writes()
        .create(context, recordOf('b'))
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(SourceError);
      expect(refused).toMatchObject({ code: 'http_422' });
    });
  });
}
