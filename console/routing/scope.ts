import { createContext, useContext } from 'react';

/** Where the console lives: all of it, or inside another product, for one integration only. */
export interface Scope {
  /** In front of every path of the console; empty where it is alone. */
  readonly basename: string;
  /** The only integration whose log is shown; null for all. */
  readonly integrationId: string | null;
}

/** `/embed/{integrationId}/…` is the log viewer of one integration, to be shown inside another product. */
export function scopeOf(pathname: string): Scope {
  const [basename, id] = /^\/embed\/([^/]+)/.exec(pathname) ?? [];
  if (basename === undefined || id === undefined) return { basename: '', integrationId: null };
  return { basename, integrationId: decodeURIComponent(id) };
}

const ScopeContext = createContext<Scope>({ basename: '', integrationId: null });
export const ScopeProvider = ScopeContext.Provider;
export const useScope = (): Scope => useContext(ScopeContext);
