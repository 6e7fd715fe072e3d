import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SignInConfig } from './config.ts';
import type { Session } from './session.ts';
import { SignInError } from './sign-in-error.ts';

/** Where the issuer leads back to; the infrastructure registers it there. */
const callbackPath = '/signed-in';

/** Tokens are renewed so long before they expire: longer than any request takes, and than most clocks are wrong. */
const spareSeconds = 60;

/** To sign in again would give another such token, and so on. */
const outOfDate = 'The sign-in gave a token that is out of date: is the clock of this device right?';

/** Signs somebody in, by the code flow with PKCE. Tokens stay in this tab, and go with it. */
export async function signIn({
  issuer,
  clientId,
  scopes,
}: SignInConfig): Promise<Pick<Session, 'authorization' | 'signOut'>> {
  const { origin, sessionStorage } = window;
  const manager = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: origin + callbackPath,
    post_logout_redirect_uri: `${origin}/`,
    response_type: 'code',
    scope: scopes,
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Renewed when it is needed; a tab in the background need not keep a session alive.
    automaticSilentRenew: false,
  });
  let user: User | null = (await comeBack(manager)) ?? (await manager.getUser());
  if (!isValid(user)) user = await renewed(manager, user);

  let renewing: Promise<User> | null = null;
  return {
    authorization: async () => {
      if (!isValid(user, spareSeconds)) {
        // One renewal for all requests that wait for it: an issuer may take each refresh token only once.
        renewing ??= renewed(manager, user).finally(() => {
          renewing = null;
        });
        user = await renewing;
      }
      return `Bearer ${user.id_token}`;
    },
    signOut: () => signOut(manager, origin),
  };
}

/** Takes up what the issuer has sent along, and puts the address right; null where nobody comes from there. */
async function comeBack(manager: UserManager): Promise<User | null> {
  const { pathname, search } = window.location;
  if (pathname !== callbackPath) return null;
  try {
    const user = await manager.signinRedirectCallback();
    if (!isValid(user)) throw new SignInError(outOfDate);
    window.history.replaceState(null, '', pathIn(user.state));
    return user;
  } catch (error) {
    window.history.replaceState(null, '', '/');
    if (error instanceof SignInError) throw error;
    const refused = error instanceof ErrorResponse || new URLSearchParams(search).has('error');
    if (refused) throw new SignInError(`The sign-in did not let you in: ${(error as Error).message}`, { cause: error });
    // An address of an earlier sign-in, from the history or a bookmark: sign in anew.
    return null;
  }
}

/** By the refresh token, and else through the issuer's page: then it never settles, since this page is left. */
async function renewed(manager: UserManager, user: User | null): Promise<User> {
  if (user?.refresh_token !== undefined) {
    const fresh = await manager.signinSilent().catch((error: unknown) => {
      // The issuer says no; anything else, such as a network that is gone, may pass.
      if (error instanceof ErrorResponse) return null;
      throw error;
    });
    // Also one that is to be renewed again soon: some issuers give tokens for less than a minute.
    if (isValid(fresh)) return fresh;
  }
  const { pathname, search, hash } = window.location;
  await manager.signinRedirect({ state: pathname + search + hash });
  return new Promise<never>(() => {});
}

/** The API takes the ID token, whose time may differ from the access token's. */
function isValid(user: User | null, forSeconds = 0): user is User {
  return user?.id_token !== undefined && user.profile.exp - forSeconds > Date.now() / 1000;
}

/** Only to an address within this console, whatever the state holds. */
function pathIn(state: unknown): string {
  return typeof state === 'string' && /^\/(?![/\\])/.test(state) && !state.startsWith(callbackPath) ? state : '/';
}

async function signOut(manager: UserManager, origin: string): Promise<void> {
  try {
    // Cognito knows the address to come back to by another name than the standard.
    await manager.signoutRedirect({
      extraQueryParams: { client_id: manager.settings.client_id, logout_uri: `${origin}/` },
    });
  } catch {
    // An issuer without a sign-out: then only this tab forgets who it was.
    await manager.removeUser();
    window.location.assign('/');
  }
}
