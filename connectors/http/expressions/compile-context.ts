import type { Evaluate } from './scope.ts';
import type { Syntax } from './syntax.ts';
import type { Mapping } from './values.ts';

/** What is known of an expression's surroundings when it is compiled. */
export interface CompileContext {
  /** Names that will have a value when it is evaluated. */
  readonly variables: ReadonlySet<string>;
  /** The `$parameters` of the component that it stands in. */
  readonly parameters: Mapping;
  /** Names that the template has set before this place. */
  readonly locals: Set<string>;
  /** Told of everything that is not supported. */
  readonly problem: (message: string) => void;
}

/** Compiles a part of an expression in the same surroundings. */
export type CompilePart = (syntax: Syntax) => Evaluate;

export const constant =
  (value: unknown): Evaluate =>
  () =>
    value;
