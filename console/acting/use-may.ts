export type Role = 'viewer' | 'operator' | 'admin';

/** Whether the person who looks may do what needs this role. Only for what is offered: the API decides by itself. */
export function useMay(_role: Role): boolean {
  return true;
}
