import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { headlineOf } from '../shown/problem-alert.tsx';

export interface Notices {
  success(text: ReactNode): void;
  failure(error: Error): void;
}

interface Notice {
  readonly id: string;
  readonly type: 'success' | 'error';
  readonly header?: string;
  readonly content: ReactNode;
}

const NoticesContext = createContext<Notices | null>(null);
const ShownContext = createContext<FlashbarProps['items']>([]);

/** More would push what the person is looking at off the screen. */
const mostShown = 3;

/** What came of what a person did, above the page until it is dismissed or the next ones push it out. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const notices = useMemo<Notices>(() => {
    const add = (notice: Omit<Notice, 'id'>): void =>
      setShown((before) => [{ ...notice, id: crypto.randomUUID() }, ...before].slice(0, mostShown));
    return {
      success: (content) => add({ type: 'success', content }),
      failure: (error) => add({ type: 'error', header: headlineOf(error), content: error.message }),
    };
  }, []);
  const items = shown.map((notice) => ({
    ...notice,
    dismissible: true,
    dismissLabel: 'Dismiss',
    onDismiss: () => setShown((before) => before.filter(({ id }) => id !== notice.id)),
  }));
  return (
    <NoticesContext value={notices}>
      <ShownContext value={items}>{children}</ShownContext>
    </NoticesContext>
  );
}

export function NoticesBar() {
  return <Flashbar items={useContext(ShownContext)} />;
}

export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === null) throw new Error('There is no NoticesProvider around this.');
  return notices;
}
