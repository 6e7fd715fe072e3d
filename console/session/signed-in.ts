/** What somebody who is signed in, or need not be, can do about it. */
export interface SignedIn {
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
