import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

interface Props {
  /** The first one is shown where the address says nothing. */
  readonly tabs: readonly Tab[];
  readonly ariaLabel: string;
}

/** The record that somebody is after stays when they look at another list; other filters belong to one list. */
const kept = ['q', 'externalId'];

/** Lists beside each other, of which the address says which one is shown. */
export function LogTabs({ tabs, ariaLabel }: Props) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const asked = search.get('tab');
  const active = tabs.find(({ id }) => id === asked) ?? tabs[0];
  return (
    <Tabs
      ariaLabel={ariaLabel}
      activeTabId={active?.id ?? ''}
      onChange={({ detail: { activeTabId } }) => {
        const next = new URLSearchParams([...search].filter(([name]) => kept.includes(name)));
        if (activeTabId !== tabs[0]?.id) next.set('tab', activeTabId);
        navigate({ search: next.toString() });
      }}
      tabs={[...tabs]}
    />
  );
}
