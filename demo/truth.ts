import { brokenContacts } from './broken-records.ts';
import type { Changes, CrmDay } from './crm-days.ts';
import type { StreamName } from './crm-lists.ts';

export interface StreamTruth {
  /** Records that a complete read gets, broken ones included. */
  readonly listed: number;
  /** Records with an id, each once: what a full copy holds. */
  readonly valid: number;
  readonly broken: { readonly withoutId: number; readonly idNotText: number; readonly duplicates: number };
  /** Since the day before. */
  readonly changes: Changes;
}

export interface Truth {
  readonly day: number;
  readonly streams: Readonly<Record<StreamName, StreamTruth>>;
}

const nothingBroken = { withoutId: 0, idNotText: 0, duplicates: 0 };

/** What a reader must find, for tests and for who wants to check a run by hand. */
export function tellTruth(crm: CrmDay): Truth {
  const about = (stream: StreamName, broken = nothingBroken): StreamTruth => ({
    listed: crm[stream].length + broken.withoutId + broken.idNotText + broken.duplicates,
    valid: crm[stream].length,
    broken,
    changes: crm.changes[stream],
  });
  return {
    day: crm.day,
    streams: { contacts: about('contacts', brokenContacts), companies: about('companies'), deals: about('deals') },
  };
}
