import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../json.ts';
import { isForeignPage, localAdmin } from './caller.ts';
import { gatewayAnswer, type HttpAnswer } from './function-response.ts';

export type Verdict =
  /** With what the function is told of the caller. */
  { readonly kind: 'allowed'; readonly caller: JsonObject } | { readonly kind: 'refused'; readonly answer: HttpAnswer };

/** Decides who may call a route. */
export type Authorizer = (request: IncomingMessage) => Promise<Verdict>;

/** In the place of IAM: whoever reaches the port is the local administrator, but for pages of other origins. */
export const localIam: Authorizer = async ({ headers }) =>
  isForeignPage(headers)
    ? { kind: 'refused', answer: gatewayAnswer(403, 'Forbidden: this comes from a web page of another origin') }
    : { kind: 'allowed', caller: { iam: localAdmin } };

export const hasBearerToken = ({ headers }: IncomingMessage): boolean => /^bearer /i.test(headers.authorization ?? '');
