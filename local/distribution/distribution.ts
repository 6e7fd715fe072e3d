import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../http-api/function-response.ts';
import { type Gateway, pathOf } from '../http-api/gateway.ts';
import type { BucketOrigin } from './bucket-origin.ts';
import { fileAnswer } from './file-answer.ts';
import type { ViewerFunction } from './viewer-function.ts';

export type Origin =
  | { readonly kind: 'bucket'; readonly bucket: BucketOrigin }
  /** The HTTP API, at this path, which comes before that of a request. */
  | { readonly kind: 'api'; readonly path: string };

export interface Behavior {
  /** As CloudFront spells it: `/assets/*`; `*` for the default. */
  readonly pathPattern: string;
  readonly origin: Origin;
  readonly isCompressing: boolean;
  readonly viewerFunction: ViewerFunction | null;
  /** Of the response headers policy: they replace what the origin says. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A CloudFront distribution: for each path the behaviour that serves it, in the template's order. */
export class Distribution {
  readonly #behaviors: readonly (readonly [RegExp, Behavior])[];

  /** The default behaviour is the last one. */
  constructor(behaviors: readonly Behavior[]) {
    this.#behaviors = behaviors.map((behavior) => [patternOf(behavior.pathPattern), behavior]);
  }

  /** `gateway` is where requests to the API go. */
  async answer(request: IncomingMessage, gateway: Gateway): Promise<HttpAnswer> {
    const { pathname, search } = pathOf(request);
    const behavior = this.#behaviors.find(([pattern]) => pattern.test(pathname))?.[1];
    if (behavior === undefined) throw new Error('The distribution has no default behaviour');
    const { origin, viewerFunction, isCompressing, headers } = behavior;
    const path = viewerFunction === null ? pathname : viewerFunction(pathname);
    const answer =
      origin.kind === 'api'
        ? await gateway.answer(request, origin.path + path + search)
        : await fileAnswer(request, origin.bucket, path, isCompressing);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
}

/** `*` stands for any characters, slashes too, `?` for one. */
function patternOf(pathPattern: string): RegExp {
  const literal = pathPattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
