import { Command, Option } from 'commander';
import { exportFormats, exportLists } from '../../shared/api/export.ts';
import { contextOf } from '../command-context.ts';
import { downloadFile, openTarget } from '../download-file.ts';
import { showBytes, showCountOf } from '../human-text.ts';
import { waitForExport } from '../wait-for-export.ts';

interface ExportOptions {
  readonly format: string;
  readonly of: string;
  readonly step?: string;
  readonly output: string;
}

/** An address is asked for anew when it ends within so long: a download that has begun is let finish. */
const renewMs = 60_000;

export const exportCommand = () =>
  new Command('export')
    .description('saves the log of a run that has ended, as files')
    .argument('<id>', 'id of the run')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormats).makeOptionMandatory())
    .addOption(new Option('--of <list>', 'which list of the log').choices(exportLists).default('entities'))
    .option('--step <stream>', 'only of this stream')
    .option('--output <path>', 'a directory, or a file where there is only one', '.')
    .action(async (id: string, { output: path, format, of, step }: ExportOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const ask = () => waitForExport(() => api.exportOf(id, { format, of, step }), output);
      let files = await ask();
      const pathOf = await openTarget(path, files);
      const saved: { name: string; path: string; bytes: number }[] = [];
      for (let index = 0; index < files.length; index++) {
        if (Date.parse(files[index]?.expiresAt ?? '') - Date.now() < renewMs) files = await ask();
        const file = files[index];
        if (!file) break;
        const { name, bytes } = file;
        await downloadFile(file, pathOf(name));
        saved.push({ name, path: pathOf(name), bytes });
        if (!output.json) output.line(`${pathOf(name)}  ${showBytes(bytes)}`);
      }
      if (output.json) return output.value({ files: saved });
      if (saved.length === 0) return output.note('There is nothing of this kind in the log.');
      const total = saved.reduce((sum, { bytes }) => sum + bytes, 0);
      if (saved.length > 1) output.line(`${showCountOf(saved.length, 'file')}, ${showBytes(total)}`);
    });
