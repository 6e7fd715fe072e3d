import type { Schema } from './schema.ts';

/** `base_url` and `baseUrl` as `Base url`, where the schema has no title. */
export function labelOf(name: string, { title }: Schema): string {
  if (title !== undefined && title.trim() !== '') return title;
  const words = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return words === '' ? name : words[0]?.toUpperCase() + words.slice(1);
}

/** As a sentence begins, and without the tags that authors of connector files put into descriptions. */
export function descriptionOf({ description }: Schema): string | undefined {
  const text = description?.replaceAll(/<[^>]*>/g, '').trim();
  return text === undefined || text === '' ? undefined : text[0]?.toUpperCase() + text.slice(1);
}
