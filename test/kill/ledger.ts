import { expect } from 'vitest';
import type { Api } from '../../cli/api-client.ts';
import type { Entity } from '../../shared/api/entity.ts';
import type { Run } from '../../shared/api/run.ts';
import type { StoredRecord } from '../../shared/records/stored-record.ts';
import { countActions, readTrail } from '../harness/trail.ts';

/**
 * Whether a run's log agrees with itself: an entry for each record that its counts speak of, no record twice, and as
 * many records as were pulled, or a proof that says what is missing. Answers with the entries.
 */
export async function checkTrail(api: Api, run: Run): Promise<readonly Entity[]> {
  const { entities, pages, calls, steps } = await readTrail(api, run.runId);
  const { created, updated, deleted, unchanged, skipped } = run.counts;
  expect(countActions(entities), run.runId).toEqual({ created, updated, deleted, unchanged, skipped });
  const keys = entities.map(({ stream, externalId }) => `${stream} ${externalId}`);
  expect(new Set(keys).size, `${run.runId} tells of a record twice`).toBe(keys.length);
  expect(calls.length, run.runId).toBeGreaterThanOrEqual(pages.length);
  expect(run.failures, run.runId).toEqual({});
  expect(
    steps.map(({ stream }) => stream),
    run.runId,
  ).toEqual(run.proof?.map(({ stream }) => stream));
  for (const { stream, proof, counts } of steps) {
    const ofStream = entities.filter((entity) => entity.stream === stream);
    const accounted = ofStream.filter(({ action }) => action !== 'DELETE').length;
    expect(proof, `${run.runId} ${stream}`).toMatchObject({ accounted, pulled: counts.pulled });
    expect(proof?.pulled, `${run.runId} ${stream} applied more than it pulled`).toBeGreaterThanOrEqual(accounted);
    if (proof?.pulled !== accounted) expect(proof?.missing.join(), run.runId).toMatch(/not accounted for/);
    if (proof?.missing.length === 0) expect(proof.complete).toBe(true);
  }
  return entities;
}

interface Told {
  readonly runId: string;
  readonly action: Entity['action'];
}

/** What all runs together say was done, entered in their order. */
export class Ledger {
  /** The last change of each record, by stream and id. */
  readonly #told = new Map<string, Told>();
  readonly #problems: string[] = [];

  enter(runId: string, entities: readonly Entity[]): void {
    for (const { stream, externalId, action } of entities) {
      const key = `${stream} ${externalId}`;
      const before = this.#told.get(key);
      const isLive = before !== undefined && before.action !== 'DELETE';
      if (action === 'CREATE' ? isLive : !isLive) {
        this.#problems.push(
          `${key}: ${action} in ${runId} behind ${before ? `${before.action} in ${before.runId}` : 'nothing'}`,
        );
      }
      if (action !== 'NONE') this.#told.set(key, { runId, action });
    }
  }

  /** What does not add up: between the runs, and between them and what is stored. */
  differences(stream: string, stored: ReadonlyMap<string, StoredRecord>): string[] {
    const problems = this.#problems.filter((problem) => problem.startsWith(`${stream} `));
    for (const [externalId, { runId, action }] of stored) {
      const told = this.#told.get(`${stream} ${externalId}`);
      if (told?.runId === runId && told.action === action) continue;
      const last = told ? `${told.action} in ${told.runId}` : 'nothing';
      problems.push(`${stream} ${externalId}: ${action} in ${runId} by the store, ${last} by the log`);
    }
    return problems;
  }
}
