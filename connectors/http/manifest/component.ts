import type { Json } from '../../../shared/connector/json.ts';
import type { Fields } from './fields.ts';
import type { Roles } from './roles.ts';

/** One component type of the vocabulary: how it is written, and what it becomes. */
export interface Component<R extends keyof Roles = keyof Roles> {
  readonly type: string;
  /** What it can be used as; a field of another component takes every type of one role. */
  readonly role: R;
  /** Fields that it works with. */
  readonly reads: readonly string[];
  /** Fields that are accepted and need no work: they describe, or concern something that is done here anyway. */
  readonly describes?: readonly string[];
  /** Fields that are accepted only with one of these values, at which they ask for nothing. */
  readonly onlyAs?: Readonly<Record<string, readonly Json[]>>;
  /** Reads the fields, reporting what is wrong with them. What it gives is used only if nothing is. */
  build(fields: Fields): Roles[R];
}

export const defineComponent = <R extends keyof Roles>(component: Component<R>): Component<R> => component;

/** All component types that are supported. */
export type ComponentRegistry = readonly Component[];
