import cliProgress from 'cli-progress';
import { printable, shorten } from './human-text.ts';
import { countsOf } from './line-display.ts';
import type { RunDisplay } from './run-display.ts';

const widestName = 24;

/** A bar for each stream of the run, redrawn in place. */
export function barDisplay(terminal: NodeJS.WriteStream): RunDisplay {
  const bars = new cliProgress.MultiBar(
    {
      format: '{name} {bar} {percentage} %  {counts}',
      stream: terminal,
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
      autopadding: true,
      emptyOnZero: true,
      // A stop of ours is the only one: the library's own handlers would end the program on Ctrl-C.
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  );
  let stopped = false;
  const drawn = new Map<string, cliProgress.SingleBar>();
  return {
    show(_run, steps) {
      const nameWidth = Math.min(widestName, Math.max(0, ...steps.map(({ stream }) => stream.length)));
      for (const step of steps) {
        const payload = {
          name: shorten(printable(step.stream), widestName).padEnd(nameWidth),
          counts: countsOf(step),
        };
        const bar = drawn.get(step.stream) ?? bars.create(100, 0, payload);
        drawn.set(step.stream, bar);
        bar.update(step.percentage, payload);
      }
      bars.update();
    },
    lost: (reason) => bars.log(`${reason} Trying again; the run goes on meanwhile.\n`),
    // Stopping twice would wipe what was printed in between.
    stop: () => {
      if (!stopped) bars.stop();
      stopped = true;
    },
  };
}
