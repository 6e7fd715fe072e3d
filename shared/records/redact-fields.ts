import type { Json } from '../connector/json.ts';
import { type Redactor, redacted } from '../connector/redactor.ts';

/** Takes secrets out of what a diff says of a field. */
export interface FieldRedactor {
  /** Of the field's path, in dots. */
  path(path: string): string;
  /** Of its value, whose name may give it away. */
  value(name: string, value: Json): Json;
}

/** Without a redactor nobody can tell a secret from anything else, so that no value is shown. */
export function fieldRedactor(redactor: Redactor | undefined): FieldRedactor {
  if (!redactor) return { path: (path) => path, value: () => redacted };
  return {
    path: (path) => redactor.text(path),
    value: (name, value) => Object.values(redactor.json({ [name]: value }) ?? {})[0] ?? null,
  };
}
