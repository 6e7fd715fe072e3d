import type { Distribution } from './distribution.ts';
import type { ViewerFunction } from './viewer-function.ts';

/** The parts of CloudFront while the template's resources come in one after the other. */
export interface Edge {
  /** By ARN. */
  readonly functions: Map<string, ViewerFunction>;
  /** By the id of the response headers policy. */
  readonly headers: Map<string, Readonly<Record<string, string>>>;
  distribution: Distribution | null;
  /** That it would have in AWS. */
  domainName: string | null;
}

export const emptyEdge = (): Edge => ({
  functions: new Map(),
  headers: new Map(),
  distribution: null,
  domainName: null,
});
