import { createRandom } from '../demo/random.ts';
import type { StepInput } from '../shared/workflow/workflow.ts';
import { createIntegration } from './bench-product.ts';
import { questionsOf } from './drilldown-questions.ts';
import { type EmbeddedProduct, startEmbeddedProduct } from './embedded-product.ts';
import { type Figure, figure, progress } from './figure.ts';
import { p95, tellLatencies, timedGet } from './latencies.ts';
import { MadeLog } from './made-runs/made-log.ts';
import { expectSameAsPipeline } from './made-runs/same-as-pipeline.ts';

const name = 'drilldown-1M-p95';
const records = Number(process.env['BENCH_DRILLDOWN_RECORDS'] ?? 1_000_000);
const requestsPerKind = 100;
const warmUp = 10;
const hourMs = 3_600_000;
/** Its hot copy expired a day ago. */
const oldDays = 8;

/** The log of one large run, looked into over HTTP: once while it has its hot copy, once from the archive alone. */
export async function drilldown(): Promise<Figure[]> {
  await expectSameAsPipeline();
  const product = await startEmbeddedProduct();
  try {
    const log = new MadeLog(product.runtime, await createIntegration(product, 'bench', 'http://source.invalid'));
    const now = Date.now();
    const old = await log.write({ number: 1, records, startedAt: now - oldDays * 24 * hourMs });
    progress(`${name}: written`);
    await log.archive(old);
    await log.reap(old, now);
    progress(`${name}: archived, and its hot copy is gone`);
    const fresh = await log.write({ number: 2, records, startedAt: now - 2 * hourMs });
    await log.archive(fresh);
    log.destroy();
    const figures = [...(await ofCopy(product, 'hot', fresh)), ...(await ofCopy(product, 'archive', old))];
    const worst = Math.max(...figures.map(({ value }) => value));
    return [figure(name, worst, 'ms'), ...figures];
  } finally {
    await product.close();
  }
}

/** p95 of everything that may be asked of a run, once the function is warm. */
async function ofCopy(product: EmbeddedProduct, copy: string, { runId }: StepInput): Promise<Figure[]> {
  await product.restart();
  const path = `${product.runtime.url}/v1/runs/${runId}`;
  const cold = await timedGet(`${path}/entities`);
  progress(`${name}/${copy}: cold ${cold.milliseconds.toFixed(0)} ms`);
  const latencies = new Map<string, number[]>();
  for (const { kind, ask } of await questionsOf(path, records)) {
    const random = createRandom(kind.length);
    for (let request = 0; request < warmUp; request++) await ask(random);
    const values: number[] = [];
    for (let request = 0; request < requestsPerKind; request++) values.push(await ask(random));
    latencies.set(kind, values);
    tellLatencies(`${name}/${copy}/${kind}`, values);
  }
  const all = [...latencies.values()].flat();
  tellLatencies(`${name}/${copy}`, all);
  const ofFirstPage = p95(latencies.get('entities-first') ?? []);
  return [
    ...[...latencies].map(([kind, values]) =>
      figure(`${name}/${copy}/${kind}`, p95(values), 'ms', kind === 'entities-last' ? ofFirstPage : null),
    ),
    figure(`${name}/${copy}/all`, p95(all), 'ms'),
  ];
}
