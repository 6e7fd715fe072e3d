import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ExportedFile } from '../shared/api/export.ts';
import { CliError, exitCodes } from './exit-codes.ts';

/**
 * Where each of some files is to be saved: in the directory at `path`, which is made where `path` ends in a slash, or
 * else, if there is one file only, under `path` itself. Throws where several files would be one.
 */
export async function openTarget(path: string, files: readonly ExportedFile[]): Promise<(name: string) => string> {
  if (/[/\\]$/.test(path)) await mkdir(path, { recursive: true });
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  // The name is the server's to choose, the directory is not.
  if (isDirectory) return (name) => join(path, basename(name));
  if (files.length > 1) {
    throw new CliError(
      exitCodes.refused,
      `The export has ${files.length} files, so --output must be a directory, such as "${path}/".`,
    );
  }
  return () => path;
}

/** Saves a file, whole or not at all. Throws where what came is not what was announced. */
export async function downloadFile({ url, name, bytes }: ExportedFile, path: string): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.part`);
  try {
    await save(url, part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof CliError) throw error;
    const code = isOfDisk(error) ? exitCodes.refused : exitCodes.unreachable;
    throw new CliError(code, `${name} could not be saved at ${path}: ${reasonOf(error)}.`);
  }
}

async function save(url: string, path: string, bytes: number): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`its address answered ${response.status}`);
  let received = 0;
  const count = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      received += chunk.byteLength;
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body as ReadableStream), count, createWriteStream(path));
  if (received !== bytes) throw new Error(`of ${bytes} bytes, ${received} came`);
}

/** Errors of files name the path. */
const isOfDisk = (error: unknown): boolean => error instanceof Error && 'path' in error;

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.message : String(error);
}
