import type { StreamName } from './crm-lists.ts';

export interface Fault {
  readonly status: 429 | 500;
  /** How the answer says when to come back; `silent` leaves the header out. */
  readonly retryAfter?: 'seconds' | 'date' | 'silent';
}

/** Stream and page (1 for the first) that fail at their first request of a day, and only then. */
const plan: Readonly<Record<string, Fault>> = {
  'contacts 12': { status: 429, retryAfter: 'seconds' },
  'contacts 27': { status: 429, retryAfter: 'silent' },
  'companies 5': { status: 500 },
  'deals 1': { status: 429, retryAfter: 'date' },
};

/** Returns the fault a request meets, if any. */
export type Faults = (day: number, stream: StreamName, page: number) => Fault | undefined;

export function createFaults(): Faults {
  const met = new Set<string>();
  return (day, stream, page) => {
    const fault = plan[`${stream} ${page}`];
    const once = `${day} ${stream} ${page}`;
    if (fault === undefined || met.has(once)) return undefined;
    met.add(once);
    return fault;
  };
}
