import type { Role } from '../../shared/api/me.ts';
import { useMe } from '../api/use-me.ts';

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Whether the person who looks may do what needs this role. Only for what is offered: the API decides by itself. */
export function useMay(role: Role): boolean {
  const { data: me } = useMe();
  return me !== undefined && ranks[me.role] >= ranks[role];
}
