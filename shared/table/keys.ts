/**
 * Every key of the three tables. Each begins with the org, but for the one that finds it.
 *
 * | table    | what is asked for                                  | key                                              | index          |
 * |----------|----------------------------------------------------|--------------------------------------------------|----------------|
 * | registry | an integration; all of an org                      | ORG#INTEGRATION · id                             |                |
 * | registry | when an integration last ran               | ORG#ACTIVITY · id                                |                |
 * | registry | integrations of all orgs; of an org: without settings | integrationOf = ORG · integrationId              | integrations   |
 * | registry | outbound integrations that send an integration's records | ORG#READERS#integration · outbound integration |             |
 * | registry | whether a name is taken                            | ORG#INTEGRATION_NAME · name in lower case        |                |
 * | registry | cursor and fingerprints of a stream; all of one    | ORG#STREAM#integration · stream                  |                |
 * | registry | the run that works on a stream                     | ORG#LOCK#integration · stream                    |                |
 * | registry | how an integration is doing; all of an org         | ORG#HEALTH · integration                         |                |
 * | registry | episodes of an integration's alerts; all of an org | ORG#ALERTS · integration#kind                    |                |
 * | registry | who is told where an integration names nobody      | ORG#SETTINGS · ALERTS                            |                |
 * | registry | search index of a stream; all of an integration, an org | ORG#SEARCH · integration#stream            |                |
 * | registry | how long an org keeps its runs                     | ORG#SETTINGS · RETENTION                         |                |
 * | registry | a runner; all of an org                            | ORG#RUNNER · id                                  |                |
 * | registry | whose a runner is, before its org is known         | RUNNER#id · ORG                                  |                |
 * | registry | the webhook of an integration; its callers have no org to show | #HOOK#integration · HOOK             |                |
 * | trail    | a run                                              | ORG#RUN#run · RUN                                |                |
 * | trail    | a step; all steps of a run                         | ORG#RUN#run · STEP#stream                        |                |
 * | trail    | runs of an org, newest first                       | orgRuns = ORG · runId                            | by-org         |
 * | trail    | runs of an integration, newest first               | integrationRuns = ORG#integration · runId        | by-integration |
 * | trail    | runs that have not ended, or are not archived      | openRuns = ORG · runId (sparse, scanned)         | open           |
 * | trail    | tally of ≤256 chunks                               | ORG#RUN#run#stream#group · TALLY                 |                |
 * | trail    | summaries of ≤256 chunks                           | ORG#RUN#run#stream#group · SUMMARY#chunk         |                |
 * | trail    | block of one chunk (pages, entities, calls)        | ORG#RUN#run#stream#group · BLOCK#chunk           |                |
 * | trail    | who sends an outbound chunk to its target          | ORG#RUN#run#stream#group · LEASE#chunk           |                |
 * | trail    | what became of parts of a run's export             | ORG#RUN#run#EXPORT · format#list#stream#chunks   |                |
 * | trail    | clusters of an integration, by the day a run ended | ORG#CLUSTERS#integration · day#fingerprint       |                |
 * | trail    | what came of an integration's runs, by the hour    | ORG#HOURS#integration · hour                     |                |
 * | trail    | what came of all runs of an org, by hours or days  | ORG#ACTIVITY#hour or day · time#integration      |                |
 * | trail    | which records of a stream a run is for             | ORG#RUN#run · SELECTION#stream                   |                |
 * | trail    | staged deletions of an org, an integration, a stream | ORG#DELETIONS · integration#stream#run          |                |
 * | trail    | what webhooks told of a stream and no run took up yet | ORG#HOOKED#integration · NOTE#stream#delivery |                |
 * | trail    | until when a message for a stream's notes is on the queue; of all streams | ORG#HOOKED#integration · SENT#stream |                |
 * | trail    | whether a delivery of a webhook was taken in before | ORG#HOOKED#integration · SEEN#delivery          |                |
 * | trail    | what came of a request with an idempotency key     | ORG#IDEMPOTENCY#hash of the key · KEY            |                |
 * | trail    | work for a pool of runners, the oldest run first; of a run | ORG#RUNNER_WORK#pool · run#stream        |                |
 * | records  | a record by its key hash                           | ORG#integration#stream#shard · key hash          |                |
 *
 * Run ids are ULIDs, so their order is the order of starting. Stream names are URI-encoded, so `#` only separates.
 */
import type { Key } from './table.ts';

/** One group's tally holds this many chunk numbers: about 1 KB, so a tally stays at one or two write units. */
export const chunksPerGroup = 256;

export interface StreamOfIntegration {
  readonly org: string;
  readonly integrationId: string;
  readonly stream: string;
}

export interface StepOfRun {
  readonly org: string;
  readonly runId: string;
  readonly stream: string;
}

export interface ChunkOfStep extends StepOfRun {
  /** 0 for the first chunk of the step; never used twice in a run. */
  readonly chunk: number;
}

const stepPrefix = 'STEP#';
const summaryPrefix = 'SUMMARY#';
const blockPrefix = 'BLOCK#';

export const integrationKey = (org: string, integrationId: string): Key => ({
  pk: `${org}#INTEGRATION`,
  sk: integrationId,
});

export const integrationActivityKey = (org: string, integrationId: string): Key => ({
  pk: `${org}#ACTIVITY`,
  sk: integrationId,
});

export const integrationNameKey = (org: string, name: string): Key => ({
  pk: `${org}#INTEGRATION_NAME`,
  sk: name.toLowerCase(),
});

export const readerKey = (org: string, integrationId: string, reader: string): Key => ({
  pk: `${org}#READERS#${integrationId}`,
  sk: reader,
});

export const streamStateKey = ({ org, integrationId, stream }: StreamOfIntegration): Key => ({
  pk: `${org}#STREAM#${integrationId}`,
  sk: encodeURIComponent(stream),
});

export const streamLockKey = ({ org, integrationId, stream }: StreamOfIntegration): Key => ({
  pk: `${org}#LOCK#${integrationId}`,
  sk: encodeURIComponent(stream),
});

export const retentionSettingsKey = (org: string): Key => ({ pk: `${org}#SETTINGS`, sk: 'RETENTION' });

export const searchIndexKey = ({ org, integrationId, stream }: StreamOfIntegration): Key => ({
  pk: `${org}#SEARCH`,
  sk: `${integrationId}#${encodeURIComponent(stream)}`,
});

export const searchIndexesOf = (org: string, integrationId?: string) => ({
  pk: `${org}#SEARCH`,
  prefix: integrationId === undefined ? '' : `${integrationId}#`,
});

export const runKey = (org: string, runId: string): Key => ({ pk: `${org}#RUN#${runId}`, sk: 'RUN' });

export const stepKey = ({ org, runId, stream }: StepOfRun): Key => ({
  pk: `${org}#RUN#${runId}`,
  sk: `${stepPrefix}${encodeURIComponent(stream)}`,
});

export const stepsOfRun = (org: string, runId: string) => ({ pk: `${org}#RUN#${runId}`, prefix: stepPrefix });

/** Present for streams of which a run takes only some records. */
export const selectionKey = ({ org, runId, stream }: StepOfRun): Key => ({
  pk: `${org}#RUN#${runId}`,
  sk: `SELECTION#${encodeURIComponent(stream)}`,
});

interface StagedOfRun extends StepOfRun {
  readonly integrationId: string;
}

export const stagedDeletionsKey = ({ org, integrationId, stream, runId }: StagedOfRun): Key => ({
  pk: `${org}#DELETIONS`,
  sk: `${integrationId}#${encodeURIComponent(stream)}#${runId}`,
});

export const stagedDeletionsOf = (
  org: string,
  { integrationId, stream }: { readonly integrationId?: string; readonly stream?: string } = {},
) => ({
  pk: `${org}#DELETIONS`,
  prefix:
    integrationId === undefined
      ? ''
      : `${integrationId}#${stream === undefined ? '' : `${encodeURIComponent(stream)}#`}`,
});

/** A partition for each key: they come at the rate of requests. `hash` so that a key may hold any character. */
export const idempotencyKey = (org: string, hash: string): Key => ({ pk: `${org}#IDEMPOTENCY#${hash}`, sk: 'KEY' });

export interface HookOfIntegration {
  readonly org: string;
  readonly integrationId: string;
}

/** No org is empty, so this is nobody's key but the webhook's, whatever id a stranger asks for. */
export const hookKey = (integrationId: string): Key => ({ pk: `#HOOK#${integrationId}`, sk: 'HOOK' });

const hookedPk = ({ org, integrationId }: HookOfIntegration): string => `${org}#HOOKED#${integrationId}`;

export const hookNoteKey = (of: HookOfIntegration, stream: string, delivery: string): Key => ({
  pk: hookedPk(of),
  sk: `NOTE#${encodeURIComponent(stream)}#${delivery}`,
});

export const hookNotesOf = (of: HookOfIntegration, stream: string) => ({
  pk: hookedPk(of),
  prefix: `NOTE#${encodeURIComponent(stream)}#`,
});

const markPrefix = 'SENT#';

export const hookMarkKey = (of: HookOfIntegration, stream: string): Key => ({
  pk: hookedPk(of),
  sk: `${markPrefix}${encodeURIComponent(stream)}`,
});

export const hookMarksOf = (of: HookOfIntegration) => ({ pk: hookedPk(of), prefix: markPrefix });

export const hookSeenKey = (of: HookOfIntegration, delivery: string): Key => ({
  pk: hookedPk(of),
  sk: `SEEN#${delivery}`,
});

export const runnerKey = (org: string, runnerId: string): Key => ({ pk: `${org}#RUNNER`, sk: runnerId });

export const runnersOf = (org: string) => ({ pk: `${org}#RUNNER` });

/** The one key that does not begin with an org: a runner's token does not say whose it is. */
export const runnerOrgKey = (runnerId: string): Key => ({ pk: `RUNNER#${runnerId}`, sk: 'ORG' });

/** A step that waits for a runner of a pool. */
export interface RunnerWork extends StepOfRun {
  readonly pool: string;
}

export const runnerWorkKey = ({ org, pool, runId, stream }: RunnerWork): Key => ({
  pk: `${org}#RUNNER_WORK#${pool}`,
  sk: `${runId}#${encodeURIComponent(stream)}`,
});

export const runnerWorkOf = (org: string, pool: string, runId?: string) => ({
  pk: `${org}#RUNNER_WORK#${pool}`,
  prefix: runId === undefined ? '' : `${runId}#`,
});

export const groupOfChunk = (chunk: number): number => Math.floor(chunk / chunksPerGroup);

const groupPk = ({ org, runId, stream }: StepOfRun, group: number): string =>
  `${org}#RUN#${runId}#${encodeURIComponent(stream)}#${group}`;

export const tallyKey = (step: StepOfRun, group: number): Key => ({ pk: groupPk(step, group), sk: 'TALLY' });

const chunkSuffix = (chunk: number): string => String(chunk).padStart(8, '0');

export const summaryKey = (chunk: ChunkOfStep): Key => ({
  pk: groupPk(chunk, groupOfChunk(chunk.chunk)),
  sk: `${summaryPrefix}${chunkSuffix(chunk.chunk)}`,
});

export const summariesOfGroup = (step: StepOfRun, group: number) => ({
  pk: groupPk(step, group),
  prefix: summaryPrefix,
});

export const blockKey = (chunk: ChunkOfStep): Key => ({
  pk: groupPk(chunk, groupOfChunk(chunk.chunk)),
  sk: `${blockPrefix}${chunkSuffix(chunk.chunk)}`,
});

/** Beside the block that its holder writes. */
export const chunkLeaseKey = (chunk: ChunkOfStep): Key => ({
  pk: groupPk(chunk, groupOfChunk(chunk.chunk)),
  sk: `LEASE#${chunkSuffix(chunk.chunk)}`,
});

/** One part of an export: some successive chunks of a step, in one format. */
export const exportPartKey = (
  { org, runId, stream }: StepOfRun,
  { format, of, from, through }: { format: string; of: string; from: number; through: number },
): Key => ({
  pk: `${org}#RUN#${runId}#EXPORT`,
  sk: `${format}#${of}#${encodeURIComponent(stream)}#${chunkSuffix(from)}-${chunkSuffix(through)}`,
});

export const healthKey = (org: string, integrationId: string): Key => ({ pk: `${org}#HEALTH`, sk: integrationId });

export const episodeKey = (org: string, integrationId: string, kind: string): Key => ({
  pk: `${org}#ALERTS`,
  sk: `${integrationId}#${kind}`,
});

export const episodesOf = (org: string, integrationId?: string) => ({
  pk: `${org}#ALERTS`,
  prefix: integrationId === undefined ? '' : `${integrationId}#`,
});

export const alertSettingsKey = (org: string): Key => ({ pk: `${org}#SETTINGS`, sk: 'ALERTS' });

/** `hour` is a UTC hour, 2026-01-31T09. */
export const hourKey = (org: string, integrationId: string, hour: string): Key => ({
  pk: `${org}#HOURS#${integrationId}`,
  sk: hour,
});

/** `time` is a UTC hour, 2026-01-31T09, or day, 2026-01-31. */
export const activityKey = (org: string, by: 'hour' | 'day', time: string, integrationId: string): Key => ({
  pk: `${org}#ACTIVITY#${by}`,
  sk: `${time}#${integrationId}`,
});

/** All integrations' activity of the hours or days from `first` to `last`, both included. */
export const activityOfTimes = (org: string, by: 'hour' | 'day', first: string, last: string) => ({
  pk: `${org}#ACTIVITY#${by}`,
  first: `${first}#`,
  last: `${last}#~`,
});

/** `day` is a UTC day, 2026-01-31. */
export const clusterKey = (org: string, integrationId: string, day: string, fingerprint: string): Key => ({
  pk: `${org}#CLUSTERS#${integrationId}`,
  sk: `${day}#${fingerprint}`,
});

/** Clusters of the days from `from` to `through`, both included. */
export const clustersOfDays = (org: string, integrationId: string, from: string, through: string) => ({
  pk: `${org}#CLUSTERS#${integrationId}`,
  first: `${from}#`,
  // `~` comes after every character of a fingerprint.
  last: `${through}#~`,
});

/** Every integration without what makes it large; `infra/storage` names the attributes that it has. May lag behind. */
export const integrationsIndex = { name: 'integrations', partition: 'integrationOf', sort: 'integrationId' } as const;

export const orgRunsIndex = { name: 'by-org', partition: 'orgRuns', sort: 'runId' } as const;
export const integrationRunsIndex = { name: 'by-integration', partition: 'integrationRuns', sort: 'runId' } as const;
export const openRunsIndex = { name: 'open', partition: 'openRuns', sort: 'runId' } as const;

export const integrationRunsValue = (org: string, integrationId: string): string => `${org}#${integrationId}`;

/** 16 shards by the first digit of the key hash: one stream may be written at 16 × 1,000 units a second from its first minute. */
export const recordKey = ({ org, integrationId, stream }: StreamOfIntegration, keyHash: string): Key => ({
  pk: `${org}#${integrationId}#${encodeURIComponent(stream)}#${keyHash.charAt(0)}`,
  sk: keyHash,
});

export const recordShards = ({ org, integrationId, stream }: StreamOfIntegration): string[] =>
  Array.from('0123456789abcdef', (shard) => `${org}#${integrationId}#${encodeURIComponent(stream)}#${shard}`);
