import type { Origin } from './nodes.ts';

/** One thing in the manifest that is wrong or not supported, with what to do about it. */
export interface ManifestProblem {
  /** `streams[0].retriever.paginator.type`; empty where it concerns the file as a whole. */
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

/** Collects problems; each place and message once. */
export class Problems {
  readonly #found = new Map<string, ManifestProblem>();

  add(origin: Origin, message: string): void {
    this.#found.set(`${origin.path}\n${message}`, { ...origin, message });
  }

  list(): ManifestProblem[] {
    return [...this.#found.values()];
  }

  get any(): boolean {
    return this.#found.size > 0;
  }
}

/** One line for a person. */
export const problemText = ({ path, line, message }: ManifestProblem): string =>
  `${path === '' ? 'the manifest' : path}${line === undefined ? '' : ` (line ${line})`}: ${message}`;
