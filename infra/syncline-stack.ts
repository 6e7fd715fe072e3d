import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Api } from './api/api.ts';
import { Archive } from './archive/archive.ts';
import { Chunks } from './chunks/chunks.ts';
import { Exports } from './exports/exports.ts';
import { Secrets } from './secrets/secrets.ts';
import { Storage } from './storage/storage.ts';
import { Watch } from './watch/watch.ts';
import { Workflow } from './workflow/workflow.ts';

/**
 * The whole of Syncline in one stack, in the order in which data flows:
 * a run pulls pages into chunks, workers apply them, the last one wakes the run, the run closes and is archived; the
 * watch sees to that.
 */
export class SynclineStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { description: 'Syncline: runs integrations and keeps a complete log of every run', ...props });

    const storage = new Storage(this, 'Storage');
    const secrets = new Secrets(this, 'Secrets');
    const chunks = new Chunks(this, 'Chunks', { storage, secrets });
    const workflow = new Workflow(this, 'Workflow', { storage, secrets, chunks });
    const archive = new Archive(this, 'Archive', { storage });
    const exports = new Exports(this, 'Exports', { storage });
    const api = new Api(this, 'Api', { storage, secrets, workflow, exports });
    new Watch(this, 'Watch', { storage, chunks, workflow, archive });

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Base URL of the HTTP API, without /v1' });
  }
}
