import { expect } from 'vitest';
import type { Entity } from '../../../shared/api/entity.ts';
import type { ControlWorld } from '../control-world.ts';
import type { Live } from './expected-records.ts';
import type { Acting } from './stage.ts';

const isWritten = ({ action, status }: Entity): boolean =>
  status !== 'ERROR' && (action === 'CREATE' || action === 'UPDATE' || action === 'DELETE');

/**
 * What must hold for a run that has ended, however it came to its end: its log tells of what it did in the record store, no
 * more and no less; its counts are those of its log; and its proof is complete, or says what is missing.
 */
export async function expectTrueEnd(world: ControlWorld, run: Acting, stored: Live): Promise<void> {
  const ended = await world.read(run.step.runId);
  const entities = await world.entities(run.step.runId);
  const told = entities.filter((entity) => isWritten(entity) && entity.code === null);
  const toldIds = told.map(({ externalId }) => externalId ?? '').toSorted();
  expect(new Set(toldIds).size, 'told twice').toBe(toldIds.length);
  if (!run.isDry) expectSameChanges(run, stored, toldIds, entities);

  const counted = (action: Entity['action']) =>
    entities.filter((entity) => entity.action === action && entity.status !== 'ERROR').length;
  expect(ended.counts).toMatchObject({
    created: counted('CREATE'),
    updated: counted('UPDATE'),
    deleted: counted('DELETE'),
    unchanged: counted('NONE'),
    skipped: counted('SKIP'),
    failed: entities.filter(({ status }) => status === 'ERROR').length,
  });

  const [proof] = ended.proof ?? [];
  const isWhole = proof?.complete === true;
  if (proof) {
    expect(proof.complete).toBe(proof.missing.length === 0);
    expect(proof.accounted).toBe(entities.filter(({ action }) => action !== 'DELETE').length);
    if (proof.accounted !== proof.pulled) expect(proof.complete).toBe(false);
  }
  if (ended.progress === 'ABORTED') {
    expect(isWhole).toBe(false);
    expect(ended).toMatchObject({ outcome: 'FAILED', statusCode: 2 });
    expect(['cancelled', 'workflow_stopped']).toContain(ended.error?.code);
  } else expect(ended.progress).toBe('FINISHED');
  if (run.isCancelled) expect(ended.cancelledBy).toBe('ada');
  if (ended.outcome === 'SUCCESS') {
    expect(isWhole).toBe(true);
    expect(ended.counts.failed).toBe(0);
    if (ended.type === 'full' && !run.isDry) expect(stored).toEqual(run.source);
  }
}

/** Of a chunk that failed, some writes may have got through before: those are told as failed. */
function expectSameChanges(
  { storedBefore }: Acting,
  stored: Live,
  told: readonly string[],
  entities: readonly Entity[],
): void {
  const ids = new Set([...storedBefore.keys(), ...stored.keys()]);
  const changed = [...ids].filter((id) => storedBefore.get(id) !== stored.get(id)).toSorted();
  const failed = new Set(entities.filter(({ status }) => status === 'ERROR').map(({ externalId }) => externalId));
  const deletionFailed = entities.some(({ status, action }) => status === 'ERROR' && action === 'DELETE');
  for (const id of told) expect(changed, 'told, and not done').toContain(id);
  for (const id of changed) {
    const isTold = told.includes(id) || failed.has(id) || (deletionFailed && !stored.has(id));
    expect(isTold, `${id} was changed, and nobody told`).toBe(true);
  }
}
