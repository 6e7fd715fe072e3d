import { type ConsoleConfig, loadConfig } from './config.ts';

/** Who uses the console, from when it opens until it closes. */
export interface Session {
  readonly config: ConsoleConfig;
  /**
   * The header `Authorization` for a request to the API; null where none is needed. Renews what is about to expire, and
   * leads to the sign-in, never settling, where that cannot be done: the page comes back to where it was.
   */
  authorization(): Promise<string | null>;
  /**
   * In a frame of another page, where nobody is signed in yet: opens the issuer's page in a window of its own, which
   * browsers allow from a click only, and settles when somebody is signed in; requests wait for it. Who has closed the
   * window may click again: then the first call never settles. Throws SignInError where the issuer lets nobody in. Null
   * everywhere else.
   */
  readonly signIn: (() => Promise<void>) | null;
  /** Leads to the issuer's sign-out; null where nobody is signed in. */
  readonly signOut: (() => Promise<void>) | null;
}

/**
 * Loads the configuration, and where it asks for a sign-in, leads through that: then the promise settles when the page
 * is open again and somebody is signed in (but see `signIn` for frames). Throws SignInError where the issuer lets nobody in, and Error where the
 * configuration or the issuer cannot be reached.
 */
export async function startSession(): Promise<Session> {
  const config = await loadConfig();
  if (config.signIn === null) return { config, authorization: async () => null, signIn: null, signOut: null };
  // Only here: who need not sign in need not load it.
  const { signIn } = await import('./sign-in.ts');
  return { config, ...(await signIn(config.signIn)) };
}
