import type { Filters } from '../../list/filter.ts';

/** Narrows a list of a run, named in the plural with a capital, to where some records are. */
export const searchedInRun = (what: string): Filters => ({
  by: [{ param: 'externalId', label: 'External id' }],
  free: { param: 'q', placeholder: `${what} with a record: its id, or how its name begins` },
});
