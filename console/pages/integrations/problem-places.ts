import { RefusedError } from '../../api/request.ts';

/** What a refusal says of each field, by JSON pointer; several things about one field stand together. */
export function problemsOf(error: Error | null): ReadonlyMap<string, string> {
  const problems = error instanceof RefusedError ? (error.problem.problems ?? []) : [];
  return byPointer(problems);
}

export function byPointer(
  problems: readonly { readonly pointer: string; readonly detail: string }[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { pointer, detail } of problems) {
    const before = found.get(pointer);
    found.set(pointer, before === undefined ? sentenceOf(detail) : `${before} ${sentenceOf(detail)}`);
  }
  return found;
}

const sentenceOf = (detail: string): string => {
  const text = `${detail[0]?.toUpperCase() ?? ''}${detail.slice(1)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
};
