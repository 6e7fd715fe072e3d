import { Command } from 'commander';
import type { ManifestProblem } from '../../connectors/http/check-manifest.ts';
import { contextOf } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable, showCountOf } from '../human-text.ts';
import { readTextFile } from '../read-settings.ts';

export const checkCommand = () =>
  new Command('check')
    .description('says for each stream of a connector file what is not supported; asks nobody')
    .argument('<file>', 'connector file (YAML)')
    .action(async (file: string, _options: object, command: Command) => {
      const { output } = contextOf(command);
      const { checkManifest } = await import('../../connectors/http/check-manifest.ts');
      const { problems, streams } = checkManifest(await readTextFile(file));
      const unsupported = streams.filter(({ supported }) => !supported);
      if (problems.length > 0 || unsupported.length > 0 || streams.length === 0) process.exitCode = exitCodes.failed;
      if (output.json) return output.value({ file, problems, streams });

      for (const problem of problems) output.line(placed(problem));
      for (const stream of streams) {
        output.line(`${printable(stream.name)}: ${stream.supported ? 'supported' : 'NOT SUPPORTED'}`);
        for (const problem of stream.problems) output.line(`  ${placed(problem)}`);
      }
      const supported = streams.length - unsupported.length;
      const all = supported === streams.length && supported > 0;
      output.line(`${showCountOf(streams.length, 'stream')}, ${all ? 'all' : supported} supported.`);
      if (problems.length > 0) output.line('What concerns the file as a whole keeps all of them from working.');
    });

const placed = ({ path, line, message }: ManifestProblem): string =>
  `${line === undefined ? '' : `line ${line}: `}${path === '' ? '' : `${path}: `}${printable(message)}`;
