import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useKept } from '../kept/use-kept.ts';
import { type Filters, paramsOf } from './filter.ts';

/** Filters under a name. */
export interface View {
  readonly title: string;
  /** The filters' part of the address, as in `outcome=FAILED&last=24h`. */
  readonly search: string;
}

interface Props {
  readonly name: string;
  readonly given: readonly View[];
  readonly filters: Filters;
}

/** Filters that are used again and again: some that everybody has, and those that the person saved in this browser. */
export function SavedViews({ name, given, filters }: Props) {
  const [saved, setSaved] = useKept<readonly View[]>(`views.${name}`, []);
  const [isNaming, setNaming] = useState(false);
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const narrowed = new URLSearchParams([...search].filter(([param]) => paramsOf(filters).includes(param))).toString();
  const current = saved.find((view) => view.search === narrowed);
  const items = (views: readonly View[]) =>
    views.map((view) => ({ id: `view ${view.search}`, text: view.title, ...marked(view.search === narrowed) }));
  return (
    <>
      <ButtonDropdown
        items={[
          { id: 'given', text: 'Views', items: items(given) },
          ...(saved.length === 0 ? [] : [{ id: 'saved', text: 'Saved in this browser', items: items(saved) }]),
          {
            id: 'manage',
            text: 'Manage',
            items: [
              { id: 'save', text: 'Save current filters …', disabled: narrowed === '' || current !== undefined },
              ...(current === undefined ? [] : [{ id: 'remove', text: `Remove “${current.title}”` }]),
            ],
          },
        ]}
        onItemClick={({ detail: { id } }) => {
          if (id === 'save') setNaming(true);
          else if (id === 'remove') setSaved(saved.filter((view) => view !== current));
          else navigate({ search: id.slice('view '.length) });
        }}
      >
        Views
      </ButtonDropdown>
      {isNaming && (
        <NameDialog
          taken={[...given, ...saved].map(({ title }) => title)}
          onDismiss={() => setNaming(false)}
          onName={(title) => {
            setSaved([...saved, { title, search: narrowed }]);
            setNaming(false);
          }}
        />
      )}
    </>
  );
}

const marked = (isCurrent: boolean) => (isCurrent ? ({ iconName: 'check' } as const) : {});

interface NameProps {
  readonly taken: readonly string[];
  readonly onName: (title: string) => void;
  readonly onDismiss: () => void;
}

function NameDialog({ taken, onName, onDismiss }: NameProps) {
  const [typed, setTyped] = useState('');
  const title = typed.trim();
  const isTaken = taken.includes(title);
  const save = (): void => {
    if (title !== '' && !isTaken) onName(title);
  };
  return (
    <Modal
      visible
      header="Save view"
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <Button variant="primary" disabled={title === '' || isTaken} onClick={save}>
            Save
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>The current filters are kept in this browser. To share them, share the address of the page.</Box>
        <FormField label="Name" errorText={isTaken && 'There is a view of this name already.'}>
          <Input
            autoFocus
            value={typed}
            onChange={({ detail }) => setTyped(detail.value)}
            onKeyDown={({ detail }) => detail.key === 'Enter' && save()}
          />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
