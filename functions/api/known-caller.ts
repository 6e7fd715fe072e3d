import type { Role } from '../../shared/api/me.ts';

/** Who asks: whose data is concerned, whom to name in the history, and what they may do. */
export interface Caller {
  readonly org: string;
  readonly user: string;
  readonly role: Role;
}

/** Somebody who is known, and may have no role at all. */
export type KnownCaller = Omit<Caller, 'role'> & { readonly role: Role | null };
