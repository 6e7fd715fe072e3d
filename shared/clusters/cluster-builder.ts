import type { StepError } from '../steps/step-store.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import { type Cluster, type ClusterSample, fingerprintOf, otherMessages } from './cluster.ts';
import { templateOf } from './template-of.ts';

/** More templates than this are messages that nobody thought of; each is an item for every run. */
const mostTemplates = 100;
const samplesPerCluster = 5;
/** An item of DynamoDB holds 400 KB, and a list of clusters should be short: the start of a message says enough. */
const longestMessage = 2_000;
/** A sample is there to be looked up, so its id is kept whole or not at all. */
const longestSampleId = 1_000;
const longestSampleName = 200;
/** Messages whose cluster is remembered: most failures say the same of every record, letter by letter. */
const messagesRemembered = 1_000;

type Described = Omit<Cluster, 'fingerprint' | 'message' | 'count' | 'samples'>;

interface Growing extends Described {
  readonly fingerprint: string;
  readonly message: string;
  count: number;
  readonly samples: ClusterSample[];
}

/**
 * Sorts what happened to the records of one stream into clusters, in bounded memory: beyond 100 templates, the rest of
 * each code is one cluster. Added in the same order, the same entries give the same clusters.
 */
export class ClusterBuilder {
  readonly #stream: string | null;
  readonly #clusters = new Map<string, Growing>();
  readonly #remembered = new Map<string, Growing>();

  /** `null` for what concerns a run as a whole. */
  constructor(stream: string | null) {
    this.#stream = stream;
  }

  /** Passes over an entry without a code: nothing is to be told of it. */
  add(entry: EntityEntry): void {
    const { code, action, status, message = '', externalId, name } = entry;
    if (code === undefined) return;
    const cluster = this.#clusterOf({ kind: 'record', code, action, status }, message, { externalId, name });
    cluster.count += 1;
    addSample(cluster.samples, { externalId, name });
  }

  /** The error that ended reading the stream, or the run; null where there was none. */
  addError(error: StepError | null): void {
    if (!error) return;
    const { code, message } = error;
    this.#clusterOf({ kind: 'run', code, action: null, status: 'ERROR' }, message, {}).count += 1;
  }

  /** Takes over clusters of another part of the same stream, which come after what was added so far. */
  addAll(clusters: readonly Cluster[]): void {
    for (const { message, count, samples, fingerprint: _, ...described } of clusters) {
      const cluster = this.#find(described, message);
      cluster.count += count;
      for (const sample of samples) addSample(cluster.samples, sample);
    }
  }

  /** In the order in which they were first seen. Plain data: may be stored as JSON and given to `addAll` later. */
  clusters(): Cluster[] {
    return [...this.#clusters.values()].map((cluster) => ({ ...cluster, samples: [...cluster.samples] }));
  }

  #clusterOf(
    described: Omit<Described, 'template'>,
    message: string,
    own: { readonly externalId?: string | null; readonly name?: string | null },
  ): Growing {
    const speaksOfRecord = [own.externalId, own.name].some((value) => value && message.includes(value));
    if (speaksOfRecord) return this.#find({ ...described, template: templateOf(message, own) }, message);
    const key = JSON.stringify([described.kind, described.code, described.action, described.status, message]);
    const cluster = this.#remembered.get(key) ?? this.#find({ ...described, template: templateOf(message) }, message);
    if (this.#remembered.size >= messagesRemembered) this.#remembered.clear();
    this.#remembered.set(key, cluster);
    return cluster;
  }

  #find(described: Described, message: string): Growing {
    const fingerprint = fingerprintOf(this.#stream, described);
    const known = this.#clusters.get(fingerprint);
    if (known) return known;
    if (this.#clusters.size >= mostTemplates && described.template !== otherMessages) {
      return this.#find({ ...described, template: otherMessages }, message);
    }
    const made: Growing = { ...described, fingerprint, message: shortened(message), count: 0, samples: [] };
    this.#clusters.set(fingerprint, made);
    return made;
  }
}

function addSample(samples: ClusterSample[], { externalId, name }: ClusterSample): void {
  if (samples.length >= samplesPerCluster || (externalId === null && name === null)) return;
  if (externalId !== null && externalId.length > longestSampleId) return;
  const shown = name === null ? null : cut(name, longestSampleName);
  if (samples.some((one) => one.externalId === externalId && one.name === shown)) return;
  samples.push({ externalId, name: shown });
}

const shortened = (message: string): string =>
  message.length <= longestMessage ? message : `${cut(message, longestMessage - 1)}…`;

const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
