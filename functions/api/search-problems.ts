import type { SearchQuery } from '../../shared/search/find-records.ts';
import type { SearchResult } from '../../shared/search/search-records.ts';
import type { ScopeRefusal } from '../../shared/search/search-scope.ts';
import { connectorTypes } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { integrationNotFound } from './integration-problems.ts';
import { ApiProblem } from './problem.ts';
import { runNotFound } from './run-problems.ts';
import { problemOfPart } from './unreadable-part.ts';

interface Asked {
  readonly externalId?: string | undefined;
  readonly q?: string | undefined;
}

/** What to search for. Throws the problem that it must be one of two things. */
export function queryOf({ externalId, q }: Asked): SearchQuery {
  if (externalId !== undefined && q === undefined) return { externalId };
  if (q !== undefined && externalId === undefined) return { q };
  const problem = q === undefined ? 'Say what to search for' : 'Search for one thing at a time';
  throw new ApiProblem(
    'invalid-parameter',
    `${problem}: \`q\` takes an id or how a name begins, \`externalId\` one id.`,
  );
}

/** What a search answers with; throws the problem of one that was refused. */
export async function listOf<Item>(result: SearchResult<Item>) {
  if (result.kind === 'bad-cursor') throw invalidCursor();
  if (result.kind !== 'page') {
    const problem = await problemOfScope(result);
    if (problem) throw problem;
    return { items: [], next: null, complete: true };
  }
  const { items, next, complete, unreadable } = result;
  const problems = unreadable.map((error) => problemOfPart(error).toBody());
  return { items, next, complete, ...(problems.length > 0 && { problems }) };
}

async function problemOfScope(refusal: ScopeRefusal): Promise<ApiProblem | undefined> {
  switch (refusal.kind) {
    case 'unknown-integration':
      return integrationNotFound(refusal.integrationId);
    case 'unknown-run':
      return runNotFound(refusal.runId);
    case 'unknown-stream': {
      const detail = `There is no step "${refusal.stream}". Known are: ${refusal.known.join(', ')}.`;
      return new ApiProblem('unknown-stream', detail, { known: [...refusal.known] });
    }
    case 'unused-connector': {
      const known = await connectorTypes();
      // Known, but nothing was ever synced with it: there is nothing to find.
      if (known.includes(refusal.connector)) return undefined;
      const detail = `There is no connector "${refusal.connector}". Known are: ${known.join(', ')}.`;
      return new ApiProblem('unknown-connector', detail, { known });
    }
  }
}
