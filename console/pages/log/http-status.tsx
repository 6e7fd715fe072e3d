import StatusIndicator from '@cloudscape-design/components/status-indicator';

/** Phrase of RFC 9110 and RFC 6585, and what it says of a request of ours. */
const statuses: Readonly<Record<number, readonly [phrase: string, explanation: string]>> = {
  200: ['OK', 'The request succeeded.'],
  201: ['Created', 'The request succeeded, and something was created by it.'],
  202: ['Accepted', 'The request was taken, and is to be carried out later.'],
  204: ['No Content', 'The request succeeded, and there is nothing to send back.'],
  301: ['Moved Permanently', 'It is at another address now.'],
  302: ['Found', 'It is at another address at the moment.'],
  304: ['Not Modified', 'It has not changed since it was asked for last.'],
  400: ['Bad Request', 'The other side does not understand the request: look at the parameters.'],
  401: ['Unauthorized', 'The credentials are missing, wrong or expired.'],
  403: ['Forbidden', 'The credentials are known, and may not do this.'],
  404: ['Not Found', 'There is nothing at this address: the record is gone, or the address is wrong.'],
  405: ['Method Not Allowed', 'The address does not take this method.'],
  408: ['Request Timeout', 'The request did not arrive in time.'],
  409: ['Conflict', 'It does not fit what is there already.'],
  410: ['Gone', 'It was there, and is not any more.'],
  413: ['Content Too Large', 'The request is larger than the other side takes.'],
  415: ['Unsupported Media Type', 'The other side does not take this kind of content.'],
  422: ['Unprocessable Content', 'The request is well-formed, and the other side refuses what it says.'],
  423: ['Locked', 'Somebody else is working on it.'],
  429: ['Too Many Requests', 'The rate limit is used up. It is tried again once the other side says that it may be.'],
  500: ['Internal Server Error', 'Something broke on the other side. It is tried again.'],
  501: ['Not Implemented', 'The other side cannot do this.'],
  502: ['Bad Gateway', 'Something in front of the other side got no answer from it. It is tried again.'],
  503: ['Service Unavailable', 'The other side is overloaded or being maintained. It is tried again.'],
  504: ['Gateway Timeout', 'Something in front of the other side waited too long for it. It is tried again.'],
};

const classes: Readonly<Record<number, string>> = {
  1: 'The other side has not finished.',
  2: 'The request succeeded.',
  3: 'It is somewhere else.',
  4: 'The other side refuses the request as it is.',
  5: 'Something failed on the other side.',
};

/** `429 Too Many Requests`; null is a request that got no response. */
export function statusText(status: number | null): string {
  if (status === null) return 'No response';
  const phrase = statuses[status]?.[0];
  return phrase === undefined ? String(status) : `${status} ${phrase}`;
}

export function explanationOf(status: number | null): string {
  if (status === null) return 'No response came: the error says why.';
  return statuses[status]?.[1] ?? classes[Math.floor(status / 100)] ?? 'This is not a status of HTTP.';
}

/** A status of HTTP with how well it went. */
export function HttpStatus({ status }: { readonly status: number | null }) {
  const type = status === 429 ? 'warning' : status === null || status >= 400 ? 'error' : 'success';
  return <StatusIndicator type={type}>{statusText(status)}</StatusIndicator>;
}
