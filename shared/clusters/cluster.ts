import { createHash } from 'node:crypto';
import type { EntityAction, Severity } from '../api/entity.ts';

/** A record that a cluster was made of. */
export interface ClusterSample {
  readonly externalId: string | null;
  readonly name: string | null;
}

/** The same thing that happened to any number of records of a stream, or the error of a run. */
export interface Cluster {
  /** 16 hexadecimal digits; the same in every run. */
  readonly fingerprint: string;
  readonly kind: 'record' | 'run';
  readonly code: string;
  /** Null for the error of a run. */
  readonly action: EntityAction | null;
  readonly status: Severity;
  readonly template: string;
  /** One of the messages, as it was. */
  readonly message: string;
  readonly count: number;
  /** Up to five of the records, those that came first. */
  readonly samples: readonly ClusterSample[];
}

/** A stream's template for what there was no room for. */
export const otherMessages = '(other messages)';

/** Action and status are part of it, so that a deletion that fails is told apart from a creation that does. */
export function fingerprintOf(
  stream: string | null,
  { kind, code, action, status, template }: Pick<Cluster, 'kind' | 'code' | 'action' | 'status' | 'template'>,
): string {
  return createHash('sha256')
    .update(JSON.stringify([stream, kind, code, action, status, template]))
    .digest('hex')
    .slice(0, 16);
}
