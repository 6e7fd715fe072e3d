import type { Mapping } from './values.ts';

/** What an expression sees while it is evaluated. */
export interface Scope {
  /** `config`, `response`, `stream_interval` … by name. */
  readonly variables: Mapping;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Names set by the template itself (`set`, `for`), innermost first. */
export interface Locals {
  readonly values: Record<string, unknown>;
  readonly outer: Locals | null;
}

export type Evaluate = (scope: Scope, locals: Locals | null) => unknown;

/** The same scope with more variables. */
export const withVariables = (scope: Scope, variables: Mapping): Scope => ({
  now: scope.now,
  variables: { ...scope.variables, ...variables },
});
