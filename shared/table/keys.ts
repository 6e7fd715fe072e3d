/**
 * Every key of the three tables. Each begins with the org.
 *
 * | table    | what is asked for                                  | key                                              | index          |
 * |----------|----------------------------------------------------|--------------------------------------------------|----------------|
 * | registry | an integration; all of an org                      | ORG#INTEGRATION · id                             |                |
 * | registry | when an integration last ran               | ORG#ACTIVITY · id                                |                |
 * | registry | whether a name is taken                            | ORG#INTEGRATION_NAME · name in lower case        |                |
 * | registry | cursor and fingerprints of a stream; all of one    | ORG#STREAM#integration · stream                  |                |
 * | registry | the run that works on a stream                     | ORG#LOCK#integration · stream                    |                |
 * | registry | search index of a stream; all of an integration, an org | ORG#SEARCH · integration#stream            |                |
 * | registry | how long an org keeps its runs                     | ORG#SETTINGS · RETENTION                         |                |
 * | trail    | a run                                              | ORG#RUN#run · RUN                                |                |
 * | trail    | a step; all steps of a run                         | ORG#RUN#run · STEP#stream                        |                |
 * | trail    | runs of an org, newest first                       | orgRuns = ORG · runId                            | by-org         |
 * | trail    | runs of an integration, newest first               | integrationRuns = ORG#integration · runId        | by-integration |
 * | trail    | runs that have not ended, or are not archived      | openRuns = ORG · runId (sparse, scanned)         | open           |
 * | trail    | tally of ≤256 chunks                               | ORG#RUN#run#stream#group · TALLY                 |                |
 * | trail    | summaries of ≤256 chunks                           | ORG#RUN#run#stream#group · SUMMARY#chunk         |                |
 * | trail    | block of one chunk (pages, entities, calls)        | ORG#RUN#run#stream#group · BLOCK#chunk           |                |
 * | trail    | what became of parts of a run's export             | ORG#RUN#run#EXPORT · format#list#stream#chunks   |                |
 * | trail    | clusters of an integration, by the day a run ended | ORG#CLUSTERS#integration · day#fingerprint       |                |
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

/** One part of an export: some successive chunks of a step, in one format. */
export const exportPartKey = (
  { org, runId, stream }: StepOfRun,
  { format, of, from, through }: { format: string; of: string; from: number; through: number },
): Key => ({
  pk: `${org}#RUN#${runId}#EXPORT`,
  sk: `${format}#${of}#${encodeURIComponent(stream)}#${chunkSuffix(from)}-${chunkSuffix(through)}`,
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
