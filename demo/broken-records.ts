import type { Contact } from './crm-records.ts';

/**
 * What every CRM of some age has in it: a contact that lost its id, one whose id is an object, and two that are listed
 * twice, once on the same page and once many pages later (at 100 a page). They are the same every day.
 */
export function withBrokenRecords(contacts: readonly Contact[]): object[] {
  const listed: object[] = [...contacts];
  const [twiceOnOnePage, twiceFarApart, lostItsId, oddId] = [
    contacts[20],
    contacts[210],
    contacts[700],
    contacts[1_500],
  ];
  // From the back, so that each position is one in the list as it is served.
  if (twiceFarApart !== undefined) listed.splice(2_900, 0, twiceFarApart);
  if (oddId !== undefined) listed.splice(1_550, 0, { ...oddId, id: { legacy: oddId.id, region: 'emea' } });
  if (lostItsId !== undefined) {
    const { id: _lost, ...rest } = lostItsId;
    listed.splice(720, 0, rest);
  }
  if (twiceOnOnePage !== undefined) listed.splice(40, 0, twiceOnOnePage);
  return listed;
}

/** How many of the listed contacts a reader has to skip. */
export const brokenContacts = { withoutId: 1, idNotText: 1, duplicates: 2 } as const;
