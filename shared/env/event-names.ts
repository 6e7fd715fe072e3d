/** Who everything that Syncline says on the event bus comes from. */
export const eventSource = 'syncline';

/** What rules, ours and other people's, match. A type never changes its meaning; programs may rely on it. */
export const eventTypes = {
  runClosed: 'syncline.run.closed',
  alert: 'syncline.integration.alert',
} as const;
