import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { internalIdOf, ownerOf, parseInternalId } from '../../shared/records/stored-record.ts';

const stream = fc.record({ org: fc.string(), integrationId: fc.string(), stream: fc.string() });

describe('an internal id', () => {
  it('tells whose it is, and the key under which the record is stored', () => {
    fc.assert(
      fc.property(stream, fc.string({ unit: 'grapheme' }), (of, externalId) => {
        expect(parseInternalId(internalIdOf(of, externalId))).toEqual({
          owner: ownerOf(of),
          keyHash: hashToHex(hash64(externalId)),
        });
      }),
    );
  });

  it('stays what it is from one release to the next', () => {
    const of = { org: 'org-1', integrationId: '01J000000000000000000000AA', stream: 'contacts' };
    expect(internalIdOf(of, 'c1')).toBe('rec_98a700209203399cd0f631ca1ddba8db');
    expect(internalIdOf(of, '')).toMatch(/^rec_[0-9a-f]{16}e3b0c44298fc1c14$/);
  });

  it('differs between orgs, integrations and streams, however their names are put together', () => {
    const owners = [
      { org: 'a', integrationId: 'b', stream: 'c' },
      { org: 'x', integrationId: 'b', stream: 'c' },
      { org: 'a', integrationId: 'x', stream: 'c' },
      { org: 'a', integrationId: 'b', stream: 'x' },
      { org: 'a","b', integrationId: '', stream: 'c' },
      { org: 'a', integrationId: '', stream: 'b","c' },
      { org: '', integrationId: 'ab', stream: 'c' },
    ].map(ownerOf);
    expect(new Set(owners).size).toBe(owners.length);
    for (const owner of owners) expect(owner).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    '',
    'rec_',
    'c1',
    `rec_${'0'.repeat(31)}`,
    `rec_${'0'.repeat(33)}`,
    `rec_${'A'.repeat(32)}`,
    `rec_${'g'.repeat(32)}`,
    ` rec_${'0'.repeat(32)}`,
    `rec_${'0'.repeat(32)}\n`,
  ])('is not %j', (text) => {
    expect(parseInternalId(text)).toBeUndefined();
  });
});
