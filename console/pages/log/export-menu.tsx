import type { Run } from '../../../shared/api/run.ts';

/** Offers the log of a run as a file. */
export function ExportMenu(_props: { readonly run: Run }) {
  return null;
}
