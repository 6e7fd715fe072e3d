import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { allOf, equals, notContaining, updateOf } from '../../shared/table/update-expression.ts';

const names = fc.uniqueArray(fc.constantFrom('name', 'status', 'size', 'counts', 'expiresAt', 'done', 'data'));
const changes = names.chain((all) =>
  fc.tuple(fc.nat(all.length), fc.nat(all.length)).map(([one, other]) => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    return {
      set: Object.fromEntries(all.slice(0, from).map((name, n) => [name, n])),
      add: Object.fromEntries(all.slice(from, to).map((name, n) => [name, n])),
      remove: all.slice(to),
    };
  }),
);

it('names everything by placeholders, each of them used and none left over', () => {
  fc.assert(
    fc.property(changes, fc.boolean(), (all, conditional) => {
      const condition = allOf(equals('progress', 'RUNNING'), notContaining('done', 3));
      const update = updateOf(all, conditional ? condition : undefined);
      const text = `${update.update} ${update.condition ?? ''}`;
      const used = (pattern: RegExp) => new Set(text.match(pattern) ?? []);
      expect(used(/#\w+/g)).toEqual(new Set(Object.keys(update.names ?? {})));
      expect(used(/:\w+/g)).toEqual(new Set(Object.keys(update.values ?? {})));
      expect(text).not.toMatch(/(?<![#:\w])(name|status|size|counts|expiresAt|done|data|progress)\b/);
      const written = [...Object.keys(all.set), ...Object.keys(all.add), ...all.remove];
      for (const attribute of written) expect(Object.values(update.names ?? {})).toContain(attribute);
      expect('condition' in update).toBe(conditional);
    }),
  );
});

it('writes each clause once', () => {
  const update = updateOf({ set: { a: 1, b: null }, add: { c: 2 }, remove: ['d', 'e'] });
  expect(update).toEqual({
    update: 'SET #u_a = :u_set_a, #u_b = :u_set_b ADD #u_c :u_add_c REMOVE #u_d, #u_e',
    names: { '#u_a': 'a', '#u_b': 'b', '#u_c': 'c', '#u_d': 'd', '#u_e': 'e' },
    values: { ':u_set_a': 1, ':u_set_b': null, ':u_add_c': 2 },
  });
  expect(updateOf({ remove: ['d'] })).toEqual({ update: 'REMOVE #u_d', names: { '#u_d': 'd' } });
});
