import type { Construct } from 'constructs';
import { contextOf, originsIn } from '../house/context-of.ts';
import type { Issuer } from './issuer.ts';

/** CDK context: any issuer of OpenID Connect, and what the console is called there. */
const issuerContext = 'oidcIssuer';
const clientContext = 'oidcClientId';
/** CDK context: what to ask for; default: with `offline_access`, so that a session outlives its first token. */
const scopesContext = 'oidcScopes';
/** CDK context: further origins of the issuer, where it gives tokens elsewhere. */
const originsContext = 'oidcOrigins';

const defaultScopes = 'openid email profile offline_access';

/** The issuer that whoever deploys names; null where none is named. Throws where what is said cannot work. */
export function issuerOfContext(scope: Construct): Issuer | null {
  const url = contextOf(scope, issuerContext);
  const clientId = contextOf(scope, clientContext);
  if (url === '' && clientId === '') return null;
  if (url === '' || clientId === '') {
    throw new Error(`Give ${issuerContext} and ${clientContext} together: one of them alone lets nobody in.`);
  }
  return {
    url,
    origins: [originOf(url), ...originsIn(scope, originsContext)],
    scopes: contextOf(scope, scopesContext) || defaultScopes,
    clientFor: () => clientId,
  };
}

/** AWS reaches issuers by TLS only; one on this machine is for trying out, with the embedded runtime. */
function originOf(url: string): string {
  const { protocol, hostname, origin } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '', origin: '' };
  if (protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')) return origin;
  throw new Error(
    `The context ${issuerContext} is "${url}": give the issuer's URL, as its tokens spell it (https://…).`,
  );
}
