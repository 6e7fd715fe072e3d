import { useCallback, useState } from 'react';

/** State that the browser keeps for the person, under a name of this console's own. */
export function useKept<Value>(name: string, initial: Value): readonly [Value, (value: Value) => void] {
  const key = `syncline.${name}`;
  const [value, setValue] = useState<Value>(() => read(key) ?? initial);
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      write(key, next);
    },
    [key],
  );
  return [value, keep];
}

/** Null for what is not there, or was written by something else. */
function read<Value>(key: string): Value | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or switched off: it holds until the page is left.
  }
}
