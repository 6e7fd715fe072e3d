import { Fingerprints } from './fingerprints.ts';

/** The entries of `base` that `keep` admits by position, with those of `changed` added or in their place. */
export function mergeFingerprints(
  base: Fingerprints,
  changed: Fingerprints,
  keep: (index: number) => boolean,
): Fingerprints {
  const merged = new Uint32Array((base.size + changed.size) * 4);
  let words = 0;
  const put = (from: Fingerprints, index: number) => {
    const [key, content] = [from.keyAt(index), from.contentAt(index)];
    merged.set([key.high, key.low, content.high, content.low], words);
    words += 4;
  };
  let next = 0;
  for (let index = 0; index < base.size; index++) {
    const key = base.keyAt(index);
    let order = 1;
    for (; next < changed.size; next++) {
      const other = changed.keyAt(next);
      order = other.high - key.high || other.low - key.low;
      if (order >= 0) break;
      put(changed, next);
    }
    const replaced = next < changed.size && order === 0;
    if (!replaced && keep(index)) put(base, index);
  }
  for (; next < changed.size; next++) put(changed, next);
  return Fingerprints.fromSorted(merged.slice(0, words));
}
