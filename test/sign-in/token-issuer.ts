import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { listen } from '../../local/emulators/listen.ts';

/** An issuer of OpenID Connect as far as who checks tokens knows it: its description, its keys, and what it signs. */
export async function startTokenIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
  const documents: Record<string, unknown> = { '/keys': { keys } };
  const server = await listen(
    createServer((request, response) => {
      const document = documents[request.url ?? ''];
      response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ?? {}));
    }),
  );
  documents['/.well-known/openid-configuration'] = { issuer: server.url, jwks_uri: `${server.url}/keys` };
  return {
    ...server,
    /** A token as it should be, but for what the claims say; `expires` in seconds from now. */
    sign: (claims: Record<string, unknown>, { key = privateKey, kid = 'one', alg = 'RS256', expires = 600 } = {}) =>
      new SignJWT({ iss: server.url, sub: 'user-1', ...claims })
        .setProtectedHeader({ alg, kid })
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expires)
        .sign(key),
  };
}

export type TokenIssuer = Awaited<ReturnType<typeof startTokenIssuer>>;
