import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RuntimeProblem } from './problem.ts';

export interface InstanceLock {
  release(): void;
}

const heldHere = new Set<string>();

/**
 * Makes this process the only runtime on the data directory. A lock left behind by a dead process is taken over.
 * Throws RuntimeProblem, naming the holder, while another one lives.
 */
export function lockDataDirectory(dataDirectory: string): InstanceLock {
  mkdirSync(dataDirectory, { recursive: true });
  const path = join(dataDirectory, 'runtime.lock');
  if (heldHere.has(path)) throw refusal(dataDirectory, process.pid);
  while (!tryCreate(path)) {
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder)) throw refusal(dataDirectory, holder);
    setAside(path, dataDirectory);
  }
  heldHere.add(path);
  return {
    release: () => {
      heldHere.delete(path);
      rmSync(path, { force: true });
    },
  };
}

/** Linked into place with its content, so that nobody ever reads half a lock. */
function tryCreate(path: string): boolean {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  try {
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Renamed before it goes, so that two processes that find the same stale lock cannot delete each other's new one. */
function setAside(path: string, dataDirectory: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return;
    throw thrown;
  }
  const holder = readHolder(aside);
  if (holder !== null && isAlive(holder)) {
    renameSync(aside, path);
    throw refusal(dataDirectory, holder);
  }
  rmSync(aside, { force: true });
}

function readHolder(path: string): number | null {
  try {
    const pid: unknown = JSON.parse(readFileSync(path, 'utf8')).pid;
    return Number.isInteger(pid) ? Number(pid) : null;
  } catch {
    return null;
  }
}

/** Our own id in a lock that this process does not hold is a number the system has given out again. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

function refusal(dataDirectory: string, pid: number): RuntimeProblem {
  return new RuntimeProblem(
    `${dataDirectory} is in use by the runtime with process id ${pid}. Stop that one first, or choose another data directory with --data.`,
  );
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : null;
}
