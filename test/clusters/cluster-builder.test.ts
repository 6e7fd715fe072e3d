import { describe, expect, it } from 'vitest';
import { otherMessages } from '../../shared/clusters/cluster.ts';
import { ClusterBuilder } from '../../shared/clusters/cluster-builder.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';

const failed = (externalId: string | null, message: string, rest: Partial<EntityEntry> = {}): EntityEntry => ({
  externalId,
  name: externalId && `name of ${externalId}`,
  page: 1,
  action: 'SKIP',
  status: 'ERROR',
  code: 'chunk_failed',
  message,
  ...rest,
});

function clustersOf(entries: readonly EntityEntry[], stream: string | null = 'contacts') {
  const builder = new ClusterBuilder(stream);
  for (const entry of entries) builder.add(entry);
  return builder.clusters();
}

/** 26 letters: words that are different and none of which is taken out. */
const wordOf = (n: number): string => [...String(n)].map((digit) => String.fromCharCode(97 + Number(digit))).join('');

describe('the clusters of a stream', () => {
  it('are one for the same failure of a thousand records, with the first five of them', () => {
    const entries = Array.from({ length: 1_000 }, (_, n) => failed(`c-${n}`, `Contact ${n} is locked by user u${n}x`));
    expect(clustersOf(entries)).toEqual([
      {
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        kind: 'record',
        code: 'chunk_failed',
        action: 'SKIP',
        status: 'ERROR',
        template: expect.stringContaining('Contact <number> is locked by user'),
        message: 'Contact 0 is locked by user u0x',
        count: 1_000,
        samples: [0, 1, 2, 3, 4].map((n) => ({ externalId: `c-${n}`, name: `name of c-${n}` })),
      },
    ]);
  });

  it('leave out whatever carries no code', () => {
    expect(clustersOf([{ externalId: 'a', name: null, page: 1, action: 'CREATE', status: 'OK' }])).toEqual([]);
  });

  it('differ by stream, code, action, status and what is said', () => {
    const one = failed('a', 'It failed');
    const entries = [
      one,
      failed('b', 'It failed', { code: 'other_code' }),
      failed('b', 'It failed', { action: 'DELETE' }),
      failed('b', 'It failed', { status: 'WARNING' }),
      failed('b', 'It is late'),
    ];
    const clusters = [...clustersOf(entries), ...clustersOf([one], 'deals'), ...clustersOf([one], null)];
    expect(new Set(clusters.map(({ fingerprint }) => fingerprint)).size).toBe(7);
    expect(clustersOf([one])).toEqual(clustersOf([one]));
  });

  it('have samples that can be looked up, each once', () => {
    const entries = [
      failed(null, 'no id', { name: null }),
      failed(null, 'no id', { name: 'Ada' }),
      failed(null, 'no id', { name: 'Ada' }),
      failed('x'.repeat(2_000), 'no id'),
      failed('😀', 'no id', { name: '😀'.repeat(150) }),
    ];
    const [cluster] = clustersOf(entries);
    expect(cluster).toMatchObject({ count: 5, samples: [{ externalId: null, name: 'Ada' }, { externalId: '😀' }] });
    expect(cluster?.samples[1]?.name).toBe('😀'.repeat(100));
  });

  it('keep the beginning of a message that is longer than anyone reads', () => {
    const [cluster] = clustersOf([failed('a', 'word '.repeat(10_000))]);
    expect(cluster?.message).toHaveLength(2_000);
  });

  it('stay a hundred, and one more for each code, whatever is said', () => {
    const entries = Array.from({ length: 3_000 }, (_, n) =>
      failed(`c-${n}`, `It is ${wordOf(n)}`, { code: n % 2 === 0 ? 'even' : 'odd' }),
    );
    const clusters = clustersOf(entries);
    expect(clusters).toHaveLength(102);
    expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
    const others = clusters.filter(({ template }) => template === otherMessages);
    expect(others).toMatchObject([
      { code: 'even', count: 1_450, message: 'It is baa' },
      { code: 'odd', count: 1_450, message: 'It is bab' },
    ]);
    // What had a place keeps it.
    expect(clustersOf([...entries, failed('c-0', 'It is a', { code: 'even' })])[0]).toMatchObject({ count: 2 });
  });

  it('come to the same from parts, stored in between', () => {
    const entries = Array.from({ length: 400 }, (_, n) => failed(`c-${n}`, `It is ${wordOf(n % 30)}, ${n}`));
    const builder = new ClusterBuilder('contacts');
    for (let from = 0; from < entries.length; from += 70) {
      builder.addAll(JSON.parse(JSON.stringify(clustersOf(entries.slice(from, from + 70)))));
    }
    expect(builder.clusters()).toEqual(clustersOf(entries));
  });

  it('tell the error of a run apart from those of its records', () => {
    const builder = new ClusterBuilder('contacts');
    builder.addError(null);
    builder.addError({ code: 'http_500', message: 'GET https://crm.example.com/7 was answered with 500.' });
    expect(builder.clusters()).toMatchObject([
      { kind: 'run', code: 'http_500', action: null, status: 'ERROR', count: 1, samples: [] },
    ]);
  });
});
