/**
 * Stand for what was taken out of a message until the end, so that no later step takes them for markup or words: they
 * are of Unicode's private use area, which messages do not use.
 */
export const marks = {
  number: '\uE001',
  id: '\uE002',
  text: '\uE003',
  url: '\uE004',
  email: '\uE005',
  time: '\uE006',
} as const;

/** What they read as in the end. */
export const placeholders: ReadonlyMap<string, string> = new Map(
  Object.entries(marks).map(([name, mark]) => [mark, `<${name}>`]),
);
