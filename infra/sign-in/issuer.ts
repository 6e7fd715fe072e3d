/** Who vouches for people: an issuer of OpenID Connect. */
export interface Issuer {
  /** The `iss` of its tokens; its description is at `/.well-known/openid-configuration` below. */
  readonly url: string;
  /** Origins that the console asks for that description and for tokens. */
  readonly origins: readonly string[];
  readonly scopes: string;
  /** Registers the console, which comes back to `/signed-in` and `/`; answers with its client id. */
  clientFor(consoleUrl: string): string;
}
