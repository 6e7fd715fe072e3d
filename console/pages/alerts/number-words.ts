/** Names of what alerts compare, for people. What is not here is the name of a stream. */
export const numberWords: Readonly<Record<string, string>> = {
  records: 'Records',
  failedRecords: 'Failed records',
  runs: 'Runs',
  failedRuns: 'Failed runs',
  windowHours: 'Hours looked at',
  hours: 'Hours without success',
  limitHours: 'Hours allowed',
  since: 'Since',
  failures: 'Failures in a row',
};
