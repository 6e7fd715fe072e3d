/**
 * Names of parameters, headers and fields whose values are credentials wherever they occur: the second line behind
 * redaction by value, for secrets that we were never told of (a token that the source itself puts into a link).
 */
const exact = new Set([
  'auth',
  'authorization',
  'cookie',
  'jwt',
  'key',
  'otp',
  'passphrase',
  'passwd',
  'password',
  'pwd',
  'secret',
  'session',
  'sessionid',
  'setcookie',
  'sid',
  'sig',
  'signature',
  'token',
]);

/** `access_token`, `X-API-Key`, `clientSecret`, `X-Amz-Signature` … once case and separators are gone. */
const endings =
  /(?:apikey|accesskey|authkey|secretkey|privatekey|subscriptionkey|accesskeyid|secret|password|authorization|signature|credential)$/;
const tokens = /(?:access|auth|refresh|id|bearer|api|session|security|private|csrf|xsrf|oauth|user|client|app)token$/;

/** Page tokens are not secrets, and hiding them would make the trail useless for finding out why a page is missing. */
export function isSensitiveName(name: string): boolean {
  const bare = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return exact.has(bare) || endings.test(bare) || tokens.test(bare);
}
