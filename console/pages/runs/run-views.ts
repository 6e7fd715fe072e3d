import type { View } from '../../list/saved-views.tsx';

/** What people look for again and again. */
export const runViews: readonly View[] = [
  { title: 'Running now', search: 'progress=RUNNING' },
  { title: 'Failed, last 24 hours', search: 'outcome=FAILED&last=24h' },
  { title: 'Partial success, last 24 hours', search: 'outcome=PARTIAL&last=24h' },
  { title: 'With errors, last 7 days', search: 'severity=ERROR&last=7d' },
  { title: 'Told by a source, last 24 hours', search: 'trigger=SOURCE_CHANGE&last=24h' },
  { title: 'Tests of connections', search: 'action=test' },
  { title: 'Dry runs', search: 'dryRun=true' },
];
