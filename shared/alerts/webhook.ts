import { type LookupAddress, lookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

export interface WebhookOptions {
  /** Whether this Syncline runs on somebody's own machine, whose other programs it may call without TLS. */
  readonly onLoopback: boolean;
  /** How often it is tried; default 3. */
  readonly tries?: number;
  /** Milliseconds before the second try; before the third, four times as many. */
  readonly pauseMs?: number;
}

/** Posts JSON to an address of an integration's alert settings. Throws WebhookError where it was not taken. */
export type PostWebhook = (url: string, id: string, body: object) => Promise<void>;

/** Why a webhook was not taken, for a person; without the secret part of its address. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

const timeoutMs = 10_000;
const defaultTries = 3;

/**
 * A request leads to where its address says and nowhere else: it is checked when the connection is made, so that a
 * name which resolves to something else a moment later gains nothing, and redirects are not followed. Without
 * `onLoopback` only https to addresses on the internet is allowed, since whoever sets a webhook must not reach what only
 * Syncline can.
 */
export function webhookPoster({ onLoopback, tries = defaultTries, pauseMs = 1000 }: WebhookOptions): PostWebhook {
  const isAllowed = (address: string) => isPublicAddress(address) || (onLoopback && isLoopbackAddress(address));
  return async (url, id, body) => {
    const target = new URL(url);
    checkTarget(target, onLoopback, isAllowed);
    const text = JSON.stringify(body);
    for (let attempt = 1; ; attempt++) {
      const result = await post(target, id, text, isAllowed);
      if (result.kind === 'taken') return;
      if (result.kind === 'refused' || attempt === tries) throw new WebhookError(`${target.origin} ${result.reason}`);
      await delay(pauseMs * 4 ** (attempt - 1));
    }
  };
}

function checkTarget(
  { protocol, hostname, origin }: URL,
  onLoopback: boolean,
  isAllowed: (address: string) => boolean,
): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  // Node.js does not look up what is an address already.
  if (isIP(host) !== 0 && !isAllowed(host)) throw new WebhookError(`${origin} is not an address on the internet.`);
  if (protocol === 'https:') return;
  if (protocol === 'http:' && onLoopback && (host === 'localhost' || isLoopbackAddress(host))) return;
  throw new WebhookError(`${origin} is not https.`);
}

type Posted =
  | { readonly kind: 'taken' }
  /** Another try would change nothing. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

async function post(target: URL, id: string, text: string, isAllowed: (address: string) => boolean): Promise<Posted> {
  try {
    const { statusCode = 0 } = await send(target, id, text, isAllowed);
    if (statusCode >= 200 && statusCode < 300) return { kind: 'taken' };
    const isPassing = statusCode >= 500 || statusCode === 429 || statusCode === 408;
    return { kind: isPassing ? 'failed' : 'refused', reason: `answered ${statusCode}.` };
  } catch (error) {
    if (error instanceof WebhookError) return { kind: 'refused', reason: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: 'failed', reason: `could not be reached (${code ?? message}).` };
  }
}

async function send(
  target: URL,
  id: string,
  text: string,
  isAllowed: (address: string) => boolean,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, {
    method: 'POST',
    // A connection of its own: one that is kept would not be checked again.
    agent: false,
    lookup: checkedLookup(isAllowed),
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'idempotency-key': id,
      'user-agent': 'Syncline',
    },
  });
  request.once('error', reject);
  request.once('response', (response) => {
    // Nobody reads what it says; without this the connection stays open.
    response.resume();
    resolve(response);
  });
  request.end(text);
  return promise;
}

/** Resolves a name, and fails unless every address of it is allowed. */
function checkedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const refused = addresses.find(({ address }) => !isAllowed(address));
      if (refused) return callback(new WebhookError('leads to an address that is not on the internet.'), '', 0);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
