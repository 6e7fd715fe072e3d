import type { ExportPart } from './export-part.ts';
import type { ExportStore } from './export-store.ts';

/** Notes that a part cannot be written, so that nobody waits for it in vain. */
export async function failPart(deps: { readonly exports: ExportStore }, part: ExportPart): Promise<void> {
  await deps.exports.noteFailed(part, 'every worker that tried to write it failed.');
}
