import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { closeServer, listen } from '../../local/emulators/listen.ts';
import { clientId, rolesClaim } from './signed-in-product.ts';

/** A whole provider of OpenID Connect with pages to sign in: any password will do, and the name says the group. */
export async function startOpenIdProvider(consoleUrl: string, port: number) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const settings = { idTokenSeconds: 3600 };
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        // A page keeps no secrets. Native, since only such a client may come back to loopback without TLS.
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${consoleUrl}/signed-in`],
        post_logout_redirect_uris: [`${consoleUrl}/`],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['only-for-tests'] },
    claims: { openid: ['sub', rolesClaim], email: ['email'], profile: ['name'] },
    // As Cognito and most others: the ID token has them all.
    conformIdTokenClaims: false,
    clientBasedCORS: () => true,
    issueRefreshToken: async () => true,
    ttl: {
      IdToken: () => settings.idTokenSeconds,
      ...{ AccessToken: 3600, Grant: 3600, Interaction: 3600, RefreshToken: 3600, Session: 3600 },
    },
    findAccount: async (_: unknown, name: string) => ({
      accountId: name,
      claims: async () => ({ sub: name, email: `${name}@example.com`, [rolesClaim]: [name] }),
    }),
  });
  const refreshed: string[] = [];
  const asked: URL[] = [];
  provider.on('grant.success', (context: { oidc: { params: { grant_type: string } } }) => {
    if (context.oidc.params.grant_type === 'refresh_token') refreshed.push('refreshed');
  });
  const callback = provider.callback();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/auth') asked.push(url);
    void callback(request, response);
  });
  await listen(server, port);
  return {
    issuer,
    settings,
    /** One for each time that tokens were renewed. */
    refreshed,
    /** Each request to sign somebody in. */
    asked,
    close: () => closeServer(server),
  };
}

export type OpenIdProvider = Awaited<ReturnType<typeof startOpenIdProvider>>;
