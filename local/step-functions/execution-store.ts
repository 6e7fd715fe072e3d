import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExecutionRecord, executionRecordSchema } from './execution-record.ts';

/** As long as AWS keeps the history of an execution, and its name taken. */
const keptMilliseconds = 90 * 24 * 3600 * 1000;

/**
 * Executions on disk, one file each under `<data>/executions`. `open/` holds those that run or whose end has not been
 * told to every rule yet; a start reads only these. `ended/` holds the rest.
 */
export class ExecutionStore {
  readonly #open: string;
  readonly #ended: string;

  constructor(dataDirectory: string) {
    this.#open = join(dataDirectory, 'executions', 'open');
    this.#ended = join(dataDirectory, 'executions', 'ended');
  }

  /** Makes the directories, forgets what is older than 90 days, and answers with what the last process left open. */
  async recover(): Promise<ExecutionRecord[]> {
    await mkdir(this.#open, { recursive: true });
    await mkdir(this.#ended, { recursive: true });
    for (const file of await readdir(this.#ended)) {
      const path = join(this.#ended, file);
      if ((await stat(path)).mtimeMs < Date.now() - keptMilliseconds) await rm(path, { force: true });
    }
    return readAll(this.#open);
  }

  /** Through a second file: a process killed while writing leaves the old record whole. */
  async saveOpen(record: ExecutionRecord): Promise<void> {
    const path = join(this.#open, fileName(record));
    await writeFile(`${path}.new`, JSON.stringify(record));
    await rename(`${path}.new`, path);
  }

  /** The last step of an execution: its end was saved, and every rule knows. */
  async close(record: ExecutionRecord): Promise<void> {
    await rename(join(this.#open, fileName(record)), join(this.#ended, fileName(record)));
  }

  findEnded(key: { machineName: string; name: string }): Promise<ExecutionRecord | null> {
    return readRecord(join(this.#ended, fileName(key)));
  }

  /** Every execution on disk, open or ended. */
  async all(): Promise<ExecutionRecord[]> {
    return [...(await readAll(this.#open)), ...(await readAll(this.#ended))];
  }
}

/** Names of machines and executions hold nothing that a file name could not (see `nameSchema`). */
function fileName({ machineName, name }: { machineName: string; name: string }): string {
  return `${machineName} ${name}.json`;
}

async function readAll(directory: string): Promise<ExecutionRecord[]> {
  const records: ExecutionRecord[] = [];
  for (const file of await readdir(directory)) {
    const record = file.endsWith('.json') ? await readRecord(join(directory, file)) : null;
    if (record !== null) records.push(record);
  }
  return records;
}

async function readRecord(path: string): Promise<ExecutionRecord | null> {
  try {
    return executionRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw new Error(`The execution record ${path} cannot be read`, { cause: thrown });
  }
}
