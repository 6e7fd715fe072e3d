import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { matchPath, useLocation, useNavigate } from 'react-router';
import { paths } from '../routing/paths.ts';

/** Finds every run that touched a record; below a run, what that run did with it. */
export function SearchBox() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const runId = matchPath('/runs/:runId/*', pathname)?.params.runId;
  const [typed, setTyped] = useState('');
  const find = (): void => {
    const q = typed.trim();
    if (q === '') return;
    navigate(paths.search(q, undefined, runId));
    setTyped('');
  };
  return (
    <search>
      <Input
        type="search"
        ariaLabel={runId === undefined ? 'Search records' : 'Search records in this run'}
        placeholder={`Find a record${runId === undefined ? '' : ' in this run'} by its id or name`}
        clearAriaLabel="Clear"
        value={typed}
        onChange={({ detail }) => setTyped(detail.value)}
        onKeyDown={({ detail }) => detail.key === 'Enter' && find()}
      />
    </search>
  );
}
