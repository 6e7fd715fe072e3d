import { Option } from 'commander';

/** For scripts that may be run again: without it, each command is a request of its own. */
export const keyOption = () =>
  new Option('--idempotency-key <key>', 'the same command with the same key within 24 hours is carried out once');

export interface KeyOptions {
  readonly idempotencyKey?: string;
}
