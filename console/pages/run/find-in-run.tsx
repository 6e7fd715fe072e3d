import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useSearchParams } from 'react-router';

/** Narrows the steps to those that touched a record; what is looked for stays in the address. */
export function FindInRun() {
  const [search, setSearch] = useSearchParams();
  const sought = search.get('q') ?? '';
  const [typed, setTyped] = useState<{ readonly of: string; readonly text: string } | null>(null);
  // Whatever was typed for another address, as before going back, is not what this one shows.
  const text = typed?.of === sought ? typed.text : sought;
  const find = (q: string): void => {
    const changed = new URLSearchParams(search);
    if (q === '') changed.delete('q');
    else changed.set('q', q);
    if (q !== sought) setSearch(changed);
  };
  return (
    <Input
      type="search"
      value={text}
      ariaLabel="Find a record in this run"
      placeholder="Find a record in this run by its id or name"
      clearAriaLabel="Clear"
      onChange={({ detail }) => {
        setTyped({ of: sought, text: detail.value });
        if (detail.value === '') find('');
      }}
      onKeyDown={({ detail }) => detail.key === 'Enter' && find(text.trim())}
    />
  );
}
