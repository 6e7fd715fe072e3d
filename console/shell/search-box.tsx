import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../routing/paths.ts';

/** Finds every run that touched a record, from wherever one is. */
export function SearchBox() {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const find = (): void => {
    const q = typed.trim();
    if (q === '') return;
    navigate(paths.search(q));
    setTyped('');
  };
  return (
    <search>
      <Input
        type="search"
        ariaLabel="Search records"
        placeholder="Find a record by its id or name"
        clearAriaLabel="Clear"
        value={typed}
        onChange={({ detail }) => setTyped(detail.value)}
        onKeyDown={({ detail }) => detail.key === 'Enter' && find()}
      />
    </search>
  );
}
