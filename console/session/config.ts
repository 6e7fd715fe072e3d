/** What this deployment tells its console, in `/config.json`. */
export interface ConsoleConfig {
  /** Null where nobody has to sign in: on a laptop. */
  readonly signIn: SignInConfig | null;
  /** Where the AWS console shows the execution of a run, with `{runId}` for its id; null where there is none. */
  readonly executionUrl: string | null;
}

export interface SignInConfig {
  /** Of OpenID Connect; its description is at `/.well-known/openid-configuration` below. */
  readonly issuer: string;
  readonly clientId: string;
  /** With spaces between. */
  readonly scopes: string;
}

/** Asks for it anew each time: a deployment may have changed it. Throws where it cannot be had. */
export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith('application/json')) {
    throw new Error(`This console was not deployed whole: /config.json is missing (HTTP ${response.status}).`);
  }
  return (await response.json()) as ConsoleConfig;
}
