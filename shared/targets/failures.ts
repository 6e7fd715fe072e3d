import type { Call } from '../api/call.ts';
import { SourceError } from '../connector/connector.ts';
import { isBeforeSending } from '../connector/network-errors.ts';

type MadeCall = Omit<Call, 'page'>;

/** These say by themselves that it was the target, or that nothing was sent. */
const asTheyAre = /^(?:target_|expression_failed$|settings_invalid$)/;

/** The code that the trail has for what a target's request failed with. */
export function codeOfFailure({ code }: SourceError): string {
  if (asTheyAre.test(code)) return code;
  return code === 'page_not_json' ? 'target_not_json' : `target_${code}`;
}

/** The client speaks of sources; what it quotes of an answer stays as it is. */
export function messageOfFailure({ message }: SourceError): string {
  const [said = '', ...quoted] = message.split(' It says: ');
  const own = said.replaceAll('The source', 'The target').replaceAll('the source', 'the target');
  return [own, ...quoted].join(' It says: ');
}

/**
 * Whether what was asked for was certainly not carried out: nothing was sent, or every attempt was answered with a
 * refusal. 503 and 429 refuse; any other 5xx may come from a target, or a proxy, behind which the change was made.
 */
export function isUndone(error: unknown, calls: readonly MadeCall[]): boolean {
  if (calls.every(({ status }) => status !== null && refuses(status))) return true;
  return calls.length === 1 && error instanceof SourceError && isBeforeSending(error.cause);
}

const refuses = (status: number): boolean => (status >= 400 && status < 500) || status === 503;

/** Credentials that are refused, or a target that is not there: the next record would fare no better. */
export const concernsAll = (error: SourceError): boolean =>
  error.code === 'http_401' || error.code === 'settings_invalid' || isBeforeSending(error.cause);
