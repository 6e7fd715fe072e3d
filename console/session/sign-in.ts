import { ErrorResponse, InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { SignInConfig } from './config.ts';
import { SignInError } from './sign-in-error.ts';
import type { SignedIn } from './signed-in.ts';

/** Where the issuer leads back to; the infrastructure registers it there. */
const callbackPath = '/signed-in';

/** Marks the state of a sign-in that a frame has opened a window for. */
const ofFrame = 'frame';

/** Tokens are renewed so long before they expire: longer than any request takes, and than most clocks are wrong. */
const spareSeconds = 60;

/** To sign in again would give another such token, and so on. */
const outOfDate = 'The sign-in gave a token that is out of date: is the clock of this device right?';

/** Signs somebody in, by the code flow with PKCE. Tokens stay in this tab, and go with it. */
export async function signIn(config: SignInConfig): Promise<SignedIn> {
  const manager = managerFor(config);
  let user: User | null = (await comeBack(manager)) ?? (await manager.getUser());
  if (!isValid(user) && !isFramed()) user = await renewed(manager, user);

  const { promise: signedIn, resolve: letIn } = Promise.withResolvers<void>();
  if (isValid(user)) letIn();
  let renewing: Promise<User> | null = null;
  return {
    authorization: async () => {
      await signedIn;
      if (!isValid(user, spareSeconds)) {
        // One renewal for all requests that wait for it: an issuer may take each refresh token only once.
        renewing ??= renewed(manager, user).finally(() => {
          renewing = null;
        });
        user = await renewing;
      }
      return `Bearer ${user.id_token}`;
    },
    signIn: isValid(user)
      ? null
      : async () => {
          user = await signInByWindow(manager);
          letIn();
        },
    signOut: () => signOut(manager),
  };
}

function managerFor({ issuer, clientId, scopes }: SignInConfig): UserManager {
  const { origin } = window.location;
  const store = tabStorage();
  return new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: origin + callbackPath,
    popup_redirect_uri: origin + callbackPath,
    post_logout_redirect_uri: `${origin}/`,
    response_type: 'code',
    scope: scopes,
    userStore: new WebStorageStateStore({ store }),
    stateStore: new WebStorageStateStore({ store }),
    // Renewed when it is needed; a tab in the background need not keep a session alive.
    automaticSilentRenew: false,
  });
}

/** Some browsers refuse storage to frames of other sites; then a session lasts as long as the page. */
function tabStorage(): Storage {
  try {
    return window.sessionStorage;
  } catch {
    return new InMemoryWebStorage();
  }
}

/** Pages of issuers refuse to be shown in a frame, so that nobody is lured into typing a password there. */
const isFramed = (): boolean => window.top !== window;

/** Takes up what the issuer has sent along, and puts the address right; null where nobody comes from there. */
async function comeBack(manager: UserManager): Promise<User | null> {
  const { pathname, search } = window.location;
  if (pathname !== callbackPath) return null;
  const query = new URLSearchParams(search);
  if (query.get('state')?.endsWith(`;${ofFrame}`)) {
    // This is the window of a frame: it tells the frame, and closes.
    await manager.signinPopupCallback();
    return new Promise<never>(() => {});
  }
  try {
    const user = await manager.signinRedirectCallback();
    if (!isValid(user)) throw new SignInError(outOfDate);
    window.history.replaceState(null, '', pathIn(user.state));
    return user;
  } catch (error) {
    window.history.replaceState(null, '', '/');
    if (error instanceof SignInError) throw error;
    if (error instanceof ErrorResponse || query.has('error')) throw refusal(error);
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
  if (isFramed()) throw new SignInError('Your session has ended. Load the page again to sign in.');
  const { pathname, search, hash } = window.location;
  await manager.signinRedirect({ state: pathname + search + hash });
  return new Promise<never>(() => {});
}

async function signInByWindow(manager: UserManager): Promise<User> {
  try {
    const user = await manager.signinPopup({ url_state: ofFrame });
    if (isValid(user)) return user;
  } catch (error) {
    throw refusal(error);
  }
  throw new SignInError(outOfDate);
}

const refusal = (error: unknown): SignInError =>
  new SignInError(`The sign-in did not let you in: ${error instanceof Error ? error.message : error}`, {
    cause: error,
  });

/** The API takes the ID token, whose time may differ from the access token's. */
function isValid(user: User | null, forSeconds = 0): user is User {
  return user?.id_token !== undefined && user.profile.exp - forSeconds > Date.now() / 1000;
}

/** Only to an address within this console, whatever the state holds. */
function pathIn(state: unknown): string {
  return typeof state === 'string' && /^\/(?![/\\])/.test(state) && !state.startsWith(callbackPath) ? state : '/';
}

async function signOut(manager: UserManager): Promise<void> {
  const { client_id, post_logout_redirect_uri: logout_uri = '/' } = manager.settings;
  try {
    // Cognito knows the address to come back to by another name than the standard.
    await manager.signoutRedirect({ extraQueryParams: { client_id, logout_uri } });
  } catch {
    // An issuer without a sign-out: then only this tab forgets who it was.
    await manager.removeUser();
    window.location.assign('/');
  }
}
