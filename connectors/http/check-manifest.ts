import { compileManifest } from './compile-manifest.ts';
import type { ManifestProblem } from './manifest/problems.ts';

export type { ManifestProblem } from './manifest/problems.ts';

export interface ManifestCheck {
  /** Each stream, with everything in it that is wrong or not supported. */
  readonly streams: readonly {
    readonly name: string;
    readonly supported: boolean;
    readonly problems: readonly ManifestProblem[];
  }[];
  /** What concerns the file as a whole: with any of these, none of its streams can be read. */
  readonly problems: readonly ManifestProblem[];
}

/** Says of a manifest, without asking the source, which of its streams can be read and what stands in the way. */
export function checkManifest(text: string): ManifestCheck {
  const { streams, problems } = compileManifest(text);
  return {
    problems,
    streams: streams.map(({ name, problems: own }) => ({ name, supported: own.length === 0, problems: own })),
  };
}
