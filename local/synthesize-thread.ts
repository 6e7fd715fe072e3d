import { workerData } from 'node:worker_threads';
import { synthesize } from '../infra/synthesize.ts';

/** CDK in a thread of its own: what it takes of memory, 150 MB and more, goes with the thread. */
synthesize(workerData.directory, { validate: false, bundle: true });
