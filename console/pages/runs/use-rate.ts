import { useEffect, useState } from 'react';
import { useNow } from '../../shown/moments.tsx';

interface Sample {
  readonly at: number;
  readonly processed: number;
}

/** Long enough for chunks to come evenly, short enough to tell what is the case now. */
const windowMs = 30_000;

/** Records a second, from what the counts have grown by between refreshes; null until there were two. */
export function useRate(processed: number): number | null {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const now = useNow();
  useEffect(() => {
    const at = Date.now();
    setSamples((before) => [...before.filter((sample) => at - sample.at < windowMs), { at, processed }]);
  }, [processed]);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < 500) return null;
  if (now - last.at > windowMs) return 0;
  return Math.max(0, last.processed - first.processed) / ((last.at - first.at) / 1_000);
}
