import { it } from 'vitest';
import { expectSameAsPipeline } from '../../bench/made-runs/same-as-pipeline.ts';

it('runs that benchmarks measure are what the pipeline leaves behind', () => expectSameAsPipeline(), 120_000);
