import type { LambdaFunction } from '../lambda/lambda-function.ts';
import type { Authorizer } from './authorizer.ts';
import type { Cors } from './cors.ts';
import type { Route } from './routes.ts';

export interface Integration {
  readonly lambda: LambdaFunction;
  readonly timeoutSeconds: number;
}

/** An HTTP API while its resources come in one after the other. */
export interface HttpApiDraft {
  readonly apiId: string;
  readonly cors: Cors | null;
  stageName: string;
  readonly integrations: Map<string, Integration>;
  /** By the id of the authorizer. */
  readonly authorizers: Map<string, Authorizer>;
  readonly routes: Route[];
}
