import type { IncomingHttpHeaders } from 'node:http';
import { account } from '../account.ts';
import { isLoopbackHost } from '../emulators/loopback.ts';
import type { JsonObject } from '../json.ts';

/** Whoever reaches the loopback port acts as this one administrator; in AWS the caller's signature says who it is. */
export const localAdmin: JsonObject = {
  accessKey: 'local',
  accountId: account.accountId,
  callerId: 'AIDALOCALADMIN',
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: `arn:aws:iam::${account.accountId}:user/admin`,
  userId: 'AIDALOCALADMIN',
};

/**
 * True for a request that a web page of another origin makes a browser send. Since no credentials are asked for here,
 * any page that the user visits could otherwise act as the administrator.
 */
export function isForeignPage(headers: IncomingHttpHeaders): boolean {
  const { origin } = headers;
  if (origin !== undefined) return !isLoopbackOrigin(origin);
  // Browsers leave Origin out of simple GETs but say where they come from; following a link is harmless.
  return headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopbackHost(new URL(origin).host);
}
