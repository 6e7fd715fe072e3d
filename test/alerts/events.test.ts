import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { startAwsJsonServer } from '../../local/wire/aws-json-server.ts';
import { runSchema } from '../../shared/api/run.ts';
import { eventBridgeEvents } from '../../shared/aws/event-bridge-events.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import type { PublishedEvent } from '../../shared/events/events.ts';
import { type RunClosed, runClosedEvent } from '../../shared/events/run-closed.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf } from '../pipeline/world.ts';

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

const contacts = pagesOf([{ id: 'a' }, { id: 'b' }], 10);

it('says that a run has ended, as the API gives it; again when it is ended again, with the same id', async () => {
  const world = createWorld(services);
  await world.reads(contacts);
  const run = await world.run({ type: 'full' });
  expect(world.published).toEqual([{ type: 'syncline.run.closed', detail: { org, run } }]);
  const [{ detail }] = world.published as [PublishedEvent];
  runSchema.parse((detail as RunClosed).run);
  await closeRun(world.deps, { org, runId: run.runId });
  expect(world.published[1]).toEqual(world.published[0]);
});

it('says nothing of a dry run', async () => {
  const world = createWorld(services);
  await world.reads(contacts);
  expect(await world.run({ type: 'full', dryRun: true })).toMatchObject({ dryRun: true, progress: 'FINISHED' });
  expect(world.published).toEqual([]);
});

it('leaves out what an event has no room for', async () => {
  const world = createWorld(services);
  await world.reads(contacts);
  const { runId } = await world.run({ type: 'full' });
  const run = await world.deps.runs.get(org, runId);
  if (!run?.result) throw new Error('The run has not ended.');
  const [proof] = run.result.proof ?? [];
  if (!proof) throw new Error('There is no proof.');
  const manyStreams = Array.from({ length: 3_000 }, (_, n) => ({ ...proof, stream: `stream-${n}` }));
  const { detail } = runClosedEvent({ ...run, result: { ...run.result, proof: manyStreams } });
  expect(JSON.stringify(detail).length).toBeLessThan(256_000);
  expect((detail as RunClosed).run).toMatchObject({ runId, proof: null });
});

it('throws where the bus refuses an event with a 200', async () => {
  const refused = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slower' }] };
  const bus = await startAwsJsonServer({ AWSEvents: { PutEvents: () => refused } }, () => {});
  const client = new EventBridgeClient(clientSettings({ url: bus.url, embedded: true }));
  const publishing = eventBridgeEvents(client).publish({ type: 'syncline.run.closed', detail: { org } });
  await expect(publishing).rejects.toThrow('ThrottlingException: slower');
  client.destroy();
  await bus.close();
});
