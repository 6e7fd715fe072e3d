import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useSyncExternalStore } from 'react';
import { useKept } from '../kept/use-kept.ts';

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const listenToSystem = (listener: () => void) => {
  prefersDark.addEventListener('change', listener);
  return () => prefersDark.removeEventListener('change', listener);
};

/** Light or dark: as the person chose in this browser, else as the system has it. */
export function useAppearance(): readonly [Appearance, (appearance: Appearance) => void] {
  const [appearance, setAppearance] = useKept<Appearance>('appearance', 'system');
  const systemIsDark = useSyncExternalStore(listenToSystem, () => prefersDark.matches);
  const isDark = appearance === 'dark' || (appearance === 'system' && systemIsDark);
  useEffect(() => applyMode(isDark ? Mode.Dark : Mode.Light), [isDark]);
  return [appearance, setAppearance];
}
