import type { ExportFormat, ExportList } from '../api/export.ts';
import type { StepOfRun } from '../table/keys.ts';

/** Formats that are written for an export; the third, Parquet, is what the archive is made of. */
export type WrittenFormat = Exclude<ExportFormat, 'parquet'>;

/**
 * The share of an export that one worker writes: some successive chunks of one stream, in one format. It is named by what
 * is in it, so whoever asks for the same log, or only for one step of it, comes upon what is there.
 */
export interface ExportPart extends StepOfRun {
  readonly format: WrittenFormat;
  readonly of: ExportList;
  /** Numbers of its first and of its last chunk. */
  readonly from: number;
  readonly through: number;
  /** The first part of its step, which has a file even where there is nothing to tell. */
  readonly first: boolean;
}

/** A file that lies in the payloads bucket. */
export interface WrittenFile {
  readonly key: string;
  readonly bytes: number;
}

/** Where parts wait for a worker. */
export interface ExportQueue {
  /** Returns once all of them are on the queue; throws where some could not be put there. */
  send(bodies: readonly string[]): Promise<void>;
}

export const packPart = (part: ExportPart): string => JSON.stringify(part);

export const readPart = (body: string): ExportPart => JSON.parse(body) as ExportPart;
