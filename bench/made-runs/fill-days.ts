import type { StepInput } from '../../shared/workflow/workflow.ts';
import { progress } from '../figure.ts';
import type { MadeLog } from './made-log.ts';

/** As long as a log is kept, unless BENCH_DAYS names fewer. */
export const days = Number(process.env['BENCH_DAYS'] ?? 30);

const dayMs = 86_400_000;
/** The newest run has ended and is archived by now. */
const newestMs = 3_600_000;

export interface Filling {
  readonly name: string;
  readonly runsPerDay: number;
  readonly records: number;
}

/**
 * Fills a log with runs of the last days, each archived and merged when the product would have done it. Of those whose
 * hot copy has expired by now, it is gone. Answers with the runs, oldest first.
 */
export async function fillDays(log: MadeLog, { name, runsPerDay, records }: Filling): Promise<StepInput[]> {
  const now = Date.now();
  const count = days * runsPerDay;
  const runs: StepInput[] = [];
  for (let number = 1; number <= count; number++) {
    const startedAt = now - newestMs - ((count - number) * dayMs) / runsPerDay;
    const run = await log.write({ number, records, startedAt });
    await log.archive(run);
    await log.mergeWhenDue(run);
    runs.push(run);
    if (number % Math.ceil(count / 10) === 0) progress(`${name}: ${number} of ${count} runs with ${records} records`);
  }
  let reaped = 0;
  for (const run of runs) if (await log.reap(run, now)) reaped += 1;
  progress(`${name}: ${reaped} of the runs are in the archive only`);
  return runs;
}
