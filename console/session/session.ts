import { type ConsoleConfig, loadConfig } from './config.ts';
import type { SignedIn } from './signed-in.ts';

/** Who uses the console, from when it opens until it closes. */
export interface Session extends SignedIn {
  readonly config: ConsoleConfig;
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
