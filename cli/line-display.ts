import type { Run, Step } from '../shared/api/run.ts';
import { printable, showCount, showCountOf } from './human-text.ts';
import type { Output } from './output.ts';
import type { RunDisplay } from './run-display.ts';
import { hasEnded, showStatus } from './run-status.ts';

/** A log wants to see that something moves, not every record of it. */
const quietMs = 5000;

/** A line for each change of status and each stream that ends, and now and then one on how far it is. */
export function lineDisplay(output: Output): RunDisplay {
  let status = '';
  let saidAt = performance.now();
  let lost = false;
  const ended = new Set<string>();
  const say = (text: string) => {
    output.line(text);
    saidAt = performance.now();
  };
  return {
    show(run, steps) {
      lost = false;
      // How it ended is said by the summary, behind the streams.
      if (!hasEnded(run) && showStatus(run) !== status) {
        status = showStatus(run);
        say(`${printable(run.integrationName)}: ${status}`);
      }
      for (const step of steps) {
        if (step.endedAt === null || ended.has(step.stream)) continue;
        ended.add(step.stream);
        say(`  ${printable(step.stream)}: done, ${countsOf(step)}`);
      }
      if (!hasEnded(run) && performance.now() - saidAt >= quietMs) {
        const going = steps.filter(({ endedAt, startedAt }) => endedAt === null && startedAt !== null);
        say(`  ${run.percentage} %${going.map((step) => `, ${printable(step.stream)}: ${countsOf(step)}`).join('')}`);
      }
    },
    lost(reason) {
      if (!lost) output.note(`${reason} Trying again; the run goes on meanwhile.`);
      lost = true;
    },
    stop: () => undefined,
  };
}

/** A JSON value for each change. */
export function jsonDisplay(output: Output): RunDisplay {
  let last = '';
  return {
    show(run: Run, steps: readonly Step[]) {
      const value = { event: hasEnded(run) ? 'end' : 'progress', run, steps };
      const text = JSON.stringify(value);
      if (text === last) return;
      last = text;
      output.value(value);
    },
    lost: (reason) => output.note(reason),
    stop: () => undefined,
  };
}

/** What has become of a stream's records so far. */
export function countsOf({ counts }: Step): string {
  // While a step is going, what was pulled is known a little later than what has become of it.
  const dealtWith = counts.created + counts.updated + counts.unchanged + counts.skipped + counts.failed;
  const parts = [showCountOf(Math.max(counts.pulled, dealtWith), 'record')];
  for (const name of ['created', 'updated', 'deleted', 'skipped', 'failed'] as const) {
    if (counts[name] > 0) parts.push(`${showCount(counts[name])} ${name}`);
  }
  return parts.join(', ');
}
