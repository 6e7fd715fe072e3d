import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import { type GroupRecord, groupRecordSchema, type ScheduleRecord, scheduleRecordSchema } from './schedule-record.ts';

/** Schedules on disk under `<data>/scheduler`, one file each, and their groups, all in one. */
export class ScheduleStore {
  readonly #directory: string;
  readonly #groupsPath: string;
  readonly #log: Log;

  constructor(dataDirectory: string, log: Log) {
    this.#directory = join(dataDirectory, 'scheduler', 'schedules');
    this.#groupsPath = join(dataDirectory, 'scheduler', 'groups.json');
    this.#log = log;
    mkdirSync(this.#directory, { recursive: true });
  }

  schedules(): ScheduleRecord[] {
    return readdirSync(this.#directory)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => this.#read(join(this.#directory, file), scheduleRecordSchema) ?? []);
  }

  groups(): GroupRecord[] {
    return (existsSync(this.#groupsPath) && this.#read(this.#groupsPath, z.array(groupRecordSchema))) || [];
  }

  save(schedule: ScheduleRecord): void {
    write(this.#pathOf(schedule), schedule);
  }

  saveGroups(groups: readonly GroupRecord[]): void {
    write(this.#groupsPath, groups);
  }

  remove(schedule: ScheduleRecord): void {
    rmSync(this.#pathOf(schedule), { force: true });
  }

  /** Hashed: a file system may take names for the same that differ in case only. */
  #pathOf({ group, name }: ScheduleRecord): string {
    const hash = createHash('sha256').update(`${group}/${name}`).digest('hex').slice(0, 32);
    return join(this.#directory, `${hash}.json`);
  }

  /** What cannot be read is set aside: one damaged file is no reason to start nothing any more. */
  #read<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | null {
    try {
      return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (thrown) {
      this.#log(`${path} cannot be read and is set aside as ${path}.damaged: ${messageOf(thrown)}`);
      renameSync(path, `${path}.damaged`);
      return null;
    }
  }
}

/** Through a second file: a process killed while writing leaves the old one whole. */
function write(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value));
  renameSync(`${path}.new`, path);
}
