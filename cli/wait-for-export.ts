import { setTimeout as delay } from 'node:timers/promises';
import type { Export, ExportedFile } from '../shared/api/export.ts';
import type { Output } from './output.ts';

/** Where the answer does not say when to ask again. */
const pauseSeconds = 2;

/** Asks for an export until its files are there. Throws what the API refuses with. */
export async function waitForExport(ask: () => Promise<Export>, output: Output): Promise<ExportedFile[]> {
  for (let asked = 1; ; asked++) {
    const { state, files, problems = [], retryAfterSeconds } = await ask();
    if (state === 'ready') {
      for (const { detail } of problems) output.note(detail);
      return files;
    }
    if (asked === 1 && !output.json) output.note('The files are being made.');
    await delay(1000 * (retryAfterSeconds ?? pauseSeconds));
  }
}
