import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import styles from './search.module.css';

/** What is searched for; where is kept when it changes. */
export function SearchField({ text }: { readonly text: string }) {
  const [typed, setTyped] = useState(text);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  useEffect(() => setTyped(text), [text]);
  const find = (): void => {
    const q = typed.trim();
    if (q === '') return;
    const next = new URLSearchParams(search);
    for (const name of ['cursor', 'externalId']) next.delete(name);
    next.set('q', q);
    navigate({ search: next.toString() });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        find();
      }}
    >
      <FormField label="Record" stretch>
        <div className={styles['line']}>
          <Input
            type="search"
            value={typed}
            placeholder="An external id, an internal id, or how a name begins"
            clearAriaLabel="Clear"
            onChange={({ detail }) => setTyped(detail.value)}
          />
          <Button variant="primary">Search</Button>
        </div>
      </FormField>
    </form>
  );
}
