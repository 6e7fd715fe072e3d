import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A log that grows past this is set aside at the next start, so that a data directory does not fill the disk. */
const maximumLogBytes = 10 * 1024 * 1024;

/** `<data>/logs/<name>.log`, made ready for appending; one older generation is kept beside it. */
export function logFile(dataDirectory: string, name: string): string {
  const directory = join(dataDirectory, 'logs');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${name}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maximumLogBytes) {
    renameSync(path, `${path}.old`);
  }
  return path;
}

/** What the runtime has to say while it runs. It never reaches the terminal. */
export type Log = (message: string) => void;

export function openLog(dataDirectory: string, name: string): Log {
  const path = logFile(dataDirectory, name);
  return (message) => appendFileSync(path, `${new Date().toISOString()} ${message}\n`);
}
